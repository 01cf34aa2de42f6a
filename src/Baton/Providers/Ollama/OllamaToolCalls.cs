using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Ollama;

/// <summary>The tool calls of one answer. Ollama leaves ids out, or numbers them within one answer only; clients match results by them.</summary>
internal sealed class OllamaToolCalls
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Whether there was one.</summary>
    public bool Any => _ids.Count > 0;

    /// <summary>Reads a call; an id that is missing or was used is made from the answer, the call and its place.</summary>
    public FunctionCallContent Read(Deployment deployment, JsonElement call, string answerId)
    {
        if (call.ValueKind != JsonValueKind.Object
            || !call.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object
            || !function.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent a tool call without a function's name.");
        }

        var id = call.TryGetProperty("id", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
        if (id.Length == 0 || !_ids.Add(id))
        {
            id = Hash("call_", answerId, $"{_ids.Count}", call.GetRawText());
            _ids.Add(id);
        }

        return new FunctionCallContent(id, name.GetString()!, Arguments(deployment, function)) { RawRepresentation = call };
    }

    /// <summary>A short name made of texts: the same for the same ones.</summary>
    public static string Hash(string prefix, params ReadOnlySpan<string?> parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u0001', parts)));
        return prefix + Convert.ToHexStringLower(hash.AsSpan(0, 12));
    }

    private static Dictionary<string, object?> Arguments(Deployment deployment, JsonElement function)
    {
        if (!function.TryGetProperty("arguments", out var arguments))
        {
            return [];
        }

        if (arguments.ValueKind == JsonValueKind.String)
        {
            // Servers that speak its API are not all Ollama; some send the OpenAI wire's string.
            arguments = Parse(deployment, arguments.GetString()!);
        }

        return arguments.ValueKind == JsonValueKind.Object
            ? arguments.EnumerateObject().ToDictionary(a => a.Name, object? (a) => a.Value, StringComparer.Ordinal)
            : [];
    }

    private static JsonElement Parse(Deployment deployment, string text)
    {
        try
        {
            return text.Length == 0 ? default : JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent a tool call whose arguments are no JSON.", e);
        }
    }
}
