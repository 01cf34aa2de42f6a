using System.Text.Json.Nodes;

namespace Baton.Testing;

/// <summary>What servers tell about their models, wire by wire.</summary>
internal static class Lists
{
    public static JsonNode OpenAI(IEnumerable<string> models) => new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. models.Select(OpenAIModel)]),
    };

    public static JsonNode OpenAIModel(string model) => new JsonObject
    {
        ["id"] = model,
        ["object"] = "model",
        ["created"] = OpenAIWire.Created,
        ["owned_by"] = "fake",
    };

    public static JsonNode Anthropic(IReadOnlyList<string> models) => new JsonObject
    {
        ["data"] = new JsonArray([.. models.Select(m => new JsonObject
        {
            ["type"] = "model",
            ["id"] = m,
            ["display_name"] = m,
            ["created_at"] = "2024-01-01T00:00:00Z",
        })]),
        ["has_more"] = false,
        ["first_id"] = models.Count > 0 ? models[0] : null,
        ["last_id"] = models.Count > 0 ? models[^1] : null,
    };

    /// <summary>Ollama's installed models; with <paramref name="loaded"/> what its <c>ps</c> adds.</summary>
    public static JsonNode Ollama(IEnumerable<string> models, bool loaded) => new JsonObject
    {
        ["models"] = new JsonArray([.. models.Select(m =>
        {
            var entry = new JsonObject { ["name"] = m, ["model"] = m, ["size"] = 1_000_000, ["digest"] = "fa4e", ["details"] = Details() };
            if (loaded)
                (entry["expires_at"], entry["size_vram"]) = ("2124-01-01T00:00:00Z", 0);
            else
                entry["modified_at"] = "2024-01-01T00:00:00Z";
            return entry;
        })]),
    };

    public static JsonNode OllamaModel() => new JsonObject
    {
        ["details"] = Details(),
        ["model_info"] = new JsonObject { ["general.architecture"] = "llama", ["general.parameter_count"] = 260_000, ["llama.context_length"] = 8192 },
        ["capabilities"] = new JsonArray("completion", "tools"),
    };

    private static JsonObject Details() => new()
    {
        ["format"] = "gguf",
        ["family"] = "llama",
        ["parameter_size"] = "260K",
        ["quantization_level"] = "Q4_0",
    };
}
