using System.Net;
using System.Text.Json;
using Baton.Models;

namespace Baton.Providers.Http;

/// <summary>Turns an upstream's error answer into an <see cref="UpstreamException"/>, whichever of the usual shapes it has.</summary>
internal static class UpstreamErrors
{
    private const int LongestMessage = 2_000;

    /// <summary>The failure that an answer with an error status is.</summary>
    /// <param name="deployment">Who answered.</param>
    /// <param name="status">The status.</param>
    /// <param name="body">The body, or its beginning.</param>
    /// <param name="retryAfter">The parsed <c>Retry-After</c>.</param>
    /// <param name="otherKeyLeft">Whether the provider has another credential that is well.</param>
    /// <returns>The failure, not thrown.</returns>
    public static UpstreamException FromAnswer(
        Deployment deployment, int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter, bool otherKeyLeft = false)
    {
        var said = Read(body);
        var code = CodeOf(status, said);
        var callersFault = code is ErrorCodes.UpstreamRejected or ErrorCodes.ContextLengthExceeded;
        var words = said.Message ?? $"{(HttpStatusCode)status}";
        return new UpstreamException(code, callersFault ? words : $"{deployment.Id} answered {status}: {words}")
        {
            Status = status,
            Param = said.Param,
            UpstreamType = said.Type,
            UpstreamCode = said.Code,
            RetryAfter = retryAfter,
            OtherKeyLeft = otherKeyLeft,
        };
    }

    /// <summary>The failure that an error object inside a 200, or inside a stream, is.</summary>
    /// <param name="deployment">Who answered.</param>
    /// <param name="body">JSON with an <c>error</c> member.</param>
    /// <returns>The failure, not thrown.</returns>
    public static UpstreamException FromErrorInside(Deployment deployment, ReadOnlyMemory<byte> body)
    {
        var said = Read(body);
        var status = said.Status is >= 400 and <= 599 ? said.Status.Value : GuessStatus(said);
        return FromAnswer(deployment, status, body, retryAfter: null);
    }

    private static int GuessStatus(Said said) => said switch
    {
        { Type: "overloaded_error" } => 529,
        { Type: "rate_limit_error" or "rate_limit_exceeded" } or { Code: "rate_limit_exceeded" } => 429,
        { Type: "authentication_error" or "permission_error" } => 401,
        { Code: "context_length_exceeded" } => 400,
        _ => 500,
    };

    private static string CodeOf(int status, Said said) => status switch
    {
        _ when IsContextOverflow(status, said) => ErrorCodes.ContextLengthExceeded,
        400 or 413 or 422 => ErrorCodes.UpstreamRejected,
        401 or 402 or 403 => ErrorCodes.UpstreamCredentials,
        404 => ErrorCodes.UpstreamModelMissing,
        408 or 504 => ErrorCodes.UpstreamTimeout,
        429 => ErrorCodes.RateLimited,
        503 or 529 => ErrorCodes.UpstreamUnavailable,
        >= 400 and < 500 => ErrorCodes.UpstreamRejected,
        _ => ErrorCodes.UpstreamError,
    };

    private static bool IsContextOverflow(int status, Said said) =>
        status is 400 or 413 or 422
        && (said.Code is "context_length_exceeded"
            || said.Type is "exceed_context_size_error"
            || Mentions(said.Message, "maximum context length")
            || Mentions(said.Message, "exceeds the available context size")
            || Mentions(said.Message, "prompt is too long"));

    private static bool Mentions(string? text, string words) => text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    private static Said Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new Said(Text(body));
            }

            // {"error":{…}} of the OpenAI and Anthropic wires, {"error":"…"} of Ollama, {"detail":…} and {"message":…} of others.
            if (root.TryGetProperty("error", out var error))
            {
                return error.ValueKind == JsonValueKind.Object ? FromObject(error) : new Said(error.ToString());
            }

            return root.TryGetProperty("detail", out var detail) ? new Said(detail.ToString()) : FromObject(root);
        }
        catch (JsonException)
        {
            return new Said(Text(body));
        }
    }

    private static Said FromObject(JsonElement error)
    {
        var code = error.TryGetProperty("code", out var c) ? c : default;
        int? status = code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) ? number : null;
        return new Said(
            Text(error, "message"), Text(error, "type"), Text(error, "param"),
            code.ValueKind == JsonValueKind.String ? code.GetString() : null, status);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Short(value.GetString()!) : null;

    private static string? Text(ReadOnlyMemory<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestMessage)]).Trim();
        return text.Length == 0 || text.StartsWith('<') ? null : Short(text);
    }

    private static string Short(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";

    private sealed record Said(string? Message, string? Type = null, string? Param = null, string? Code = null, int? Status = null);
}
