using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Models;

namespace Baton.Server.Endpoints.OpenAI.Forwarded;

/// <summary>An embeddings request: what must be known of it is checked, all else goes on as it came.</summary>
internal sealed class EmbeddingRequest
{
    private readonly JsonObject _body;

    private EmbeddingRequest(JsonObject body, string model, string? user, bool base64, int? inputs, int tokens)
    {
        _body = body;
        Model = model;
        User = user;
        Base64 = base64;
        Inputs = inputs;
        Tokens = tokens;
    }

    public string Model { get; }

    public string? User { get; }

    /// <summary>Whether the vectors are wanted as the base64 of little-endian float32 (WIRE 36).</summary>
    public bool Base64 { get; }

    /// <summary>How many vectors must come.</summary>
    public int? Inputs { get; }

    /// <summary>The tokens of the input, about.</summary>
    public int Tokens { get; }

    /// <summary>Reads one.</summary>
    /// <exception cref="BatonException">It is no embeddings request; the message says why.</exception>
    public static EmbeddingRequest Parse(ReadOnlySpan<byte> bytes)
    {
        var body = JsonBody.Parse(bytes);
        var format = JsonBody.Text(body, "encoding_format");
        if (format is not (null or "float" or "base64"))
        {
            throw JsonBody.Wrong("encoding_format", $"is '{format}'; it may be float or base64");
        }

        var (inputs, tokens) = Measure(body["input"]);
        return new EmbeddingRequest(
            body, JsonBody.Text(body, "model") is { Length: > 0 } model ? model : throw JsonBody.Wrong("model", "is missing: name an embedding model"),
            JsonBody.Text(body, "user"), format == "base64", inputs, tokens);
    }

    /// <summary>The request as a deployment gets it.</summary>
    public HttpContent ContentFor(Deployment deployment)
    {
        var body = _body.DeepClone();
        body["model"] = deployment.UpstreamModel;
        return new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonBody.Writing))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
    }

    /// <summary>A text or a list of texts; a list of token numbers or of such lists. Each text and each list of numbers gives one vector.</summary>
    private static (int Inputs, int Tokens) Measure(JsonNode? input)
    {
        switch (input)
        {
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                return (1, TokensOf(text));
            case JsonArray { Count: > 0 } list when list.All(i => i?.GetValueKind() == JsonValueKind.Number):
                return (1, list.Count);
            case JsonArray { Count: > 0 } list when list.All(i => i?.GetValueKind() == JsonValueKind.String):
                return (list.Count, list.Sum(i => TokensOf(i!)));
            case JsonArray { Count: > 0 } list when list.All(i => i is JsonArray { Count: > 0 } inner && inner.All(n => n?.GetValueKind() == JsonValueKind.Number)):
                return (list.Count, list.Sum(i => i!.AsArray().Count));
            default:
                throw JsonBody.Wrong("input", "must be a text, a list of texts, or token numbers, and not empty");
        }
    }

    private static int TokensOf(JsonNode text) => (text.GetValue<string>().Length / 4) + 1;
}
