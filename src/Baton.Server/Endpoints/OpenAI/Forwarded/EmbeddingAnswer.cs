using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Models;
using Baton.Providers;

namespace Baton.Server.Endpoints.OpenAI.Forwarded;

/// <summary>Looks at an embeddings answer, and puts the vectors into the form that was asked for: some servers know only one (WIRE 36).</summary>
internal static class EmbeddingAnswer
{
    /// <summary>The answer as the caller gets it; the same bytes where nothing was amiss.</summary>
    /// <exception cref="UpstreamException">It is none, or not every text got its vector.</exception>
    public static ForwardedAnswer Check(EmbeddingRequest request, Deployment deployment, ForwardedAnswer answer)
    {
        var wanted = request.Base64 ? JsonValueKind.String : JsonValueKind.Array;
        bool asWanted, complete;
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var data = document.RootElement.GetProperty("data");
            if (data.GetArrayLength() != request.Inputs)
            {
                throw Invalid(deployment, $"{data.GetArrayLength()} vectors for {request.Inputs} inputs");
            }

            asWanted = data.EnumerateArray().All(d => d.GetProperty("embedding").ValueKind == wanted);
            complete = answer.Usage is not null && document.RootElement.TryGetProperty("object", out _);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Invalid(deployment, "something that is no list of vectors", e);
        }

        return asWanted && complete ? answer : Rewrite(request, deployment, answer);
    }

    private static ForwardedAnswer Rewrite(EmbeddingRequest request, Deployment deployment, ForwardedAnswer answer)
    {
        var body = JsonNode.Parse(answer.Body.Span)!.AsObject();
        body["object"] = "list";
        body["model"] ??= deployment.UpstreamModel;
        var usage = answer.Usage ?? new TokenUsage(request.Tokens, Estimated: true);
        body["usage"] = new JsonObject { ["prompt_tokens"] = usage.Input, ["total_tokens"] = usage.Input };
        try
        {
            foreach (var (index, item) in body["data"]!.AsArray().Index())
            {
                item!["object"] ??= "embedding";
                item["index"] ??= index;
                item["embedding"] = Convert(item["embedding"]!, request.Base64);
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw Invalid(deployment, "a vector that is none", e);
        }

        return answer with { Body = JsonSerializer.SerializeToUtf8Bytes(body, JsonBody.Writing), Usage = usage };
    }

    private static JsonNode Convert(JsonNode embedding, bool base64) => (embedding, base64) switch
    {
        (JsonArray numbers, true) => System.Convert.ToBase64String(Bytes([.. numbers.Select(n => n!.GetValue<float>())])),
        (JsonValue text, false) => new JsonArray([.. Floats(System.Convert.FromBase64String(text.GetValue<string>())).Select(f => JsonValue.Create(f))]),
        _ => embedding.DeepClone(),
    };

    private static byte[] Bytes(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        return bytes;
    }

    private static float[] Floats(byte[] bytes)
    {
        var vector = new float[bytes.Length % sizeof(float) == 0 ? bytes.Length / sizeof(float) : throw new FormatException("It is cut.")];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return vector;
    }

    private static UpstreamException Invalid(Deployment deployment, string what, Exception? cause = null) =>
        new(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} answered with {what}.", cause);
}
