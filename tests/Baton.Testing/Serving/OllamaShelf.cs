using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>What the fake has in memory as Ollama would: a question without a prompt loads, one with <c>keep_alive</c> 0 unloads, a chat loads what it needs.</summary>
internal sealed class OllamaShelf
{
    private readonly ConcurrentDictionary<string, bool> _loaded = new(StringComparer.Ordinal);

    public IEnumerable<string> Loaded => _loaded.Keys.Order(StringComparer.Ordinal);

    /// <summary>A chat, which loads its model.</summary>
    public void Used(string model) => _loaded[model] = true;

    /// <summary>Answers a question of <c>/api/generate</c> that has no prompt; null where it has one.</summary>
    public JsonNode? Answer(string model, ReadOnlySpan<byte> body)
    {
        var asked = JsonNode.Parse(body)!;
        if (asked["prompt"] is not null)
            return null;
        var unloads = asked["keep_alive"] is JsonValue keep && keep.GetValueKind() == JsonValueKind.Number && keep.GetValue<double>() == 0;
        if (unloads)
            _loaded.TryRemove(model, out _);
        else
            _loaded[model] = true;
        return new JsonObject
        {
            ["model"] = model,
            ["created_at"] = "2024-01-01T00:00:00Z",
            ["response"] = "",
            ["done"] = true,
            ["done_reason"] = unloads ? "unload" : "load",
        };
    }
}
