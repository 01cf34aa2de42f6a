using System.Text.Json.Nodes;

namespace Baton.Testing;

internal static class OpenAIUsage
{
    public static JsonNode Of(FakeUsage usage, UsageReport report)
    {
        if (report == UsageReport.NullCounts)
            return new JsonObject { ["prompt_tokens"] = null, ["completion_tokens"] = null, ["total_tokens"] = null };
        var node = new JsonObject
        {
            ["prompt_tokens"] = usage.Input,
            ["completion_tokens"] = usage.Output,
            ["total_tokens"] = usage.Input + usage.Output,
        };
        if (usage.CacheRead > 0)
            node["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead };
        if (usage.Reasoning > 0)
            node["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning };
        return node;
    }
}
