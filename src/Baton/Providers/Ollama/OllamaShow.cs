using System.Text.Json;
using Baton.Models;

namespace Baton.Providers.Ollama;

/// <summary>Reads the answer of <c>/api/show</c>.</summary>
internal static class OllamaShow
{
    /// <summary>The model with its capabilities and context window, as far as they are told.</summary>
    public static InstalledModel Complete(InstalledModel model, JsonElement? shown) => shown is not { ValueKind: JsonValueKind.Object } show
        ? model
        : model with { Capabilities = CapabilitiesOf(show), ContextWindow = ContextOf(show) };

    /// <summary>Ollama's words in Baton's. Whatever completes text is held to a schema by the server itself, whichever the model.</summary>
    private static EquatableArray<string>? CapabilitiesOf(JsonElement show)
    {
        if (!show.TryGetProperty("capabilities", out var said) || said.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return said.EnumerateArray()
            .Select(word => word.ValueKind != JsonValueKind.String ? null : word.GetString() switch
            {
                "completion" => Capabilities.JsonSchema,
                "tools" => Capabilities.Tools,
                "vision" => Capabilities.Vision,
                "audio" => Capabilities.Audio,
                "thinking" => Capabilities.Reasoning,
                "embedding" => Capabilities.Embeddings,
                _ => null,
            })
            .OfType<string>()
            .ToEquatableArray();
    }

    /// <summary><c>llama.context_length</c>, <c>qwen2.context_length</c> …: named after the architecture.</summary>
    private static int? ContextOf(JsonElement show)
    {
        if (!show.TryGetProperty("model_info", out var info) || info.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in info.EnumerateObject())
        {
            if (member.Name.EndsWith(".context_length", StringComparison.Ordinal)
                && member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var tokens))
            {
                return tokens;
            }
        }

        return null;
    }
}
