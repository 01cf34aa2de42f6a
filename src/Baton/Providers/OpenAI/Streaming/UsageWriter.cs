using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>Writes <c>usage</c>: integers only, cached tokens inside the prompt's (WIRE 27, 28).</summary>
internal static class UsageWriter
{
    public static JsonObject ToJson(UsageDetails usage)
    {
        var json = new JsonObject
        {
            ["prompt_tokens"] = usage.InputTokenCount ?? 0,
            ["completion_tokens"] = usage.OutputTokenCount ?? 0,
            ["total_tokens"] = usage.TotalTokenCount ?? ((usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0)),
        };
        if (usage.CachedInputTokenCount is { } cached)
        {
            json["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cached };
        }

        if (usage.ReasoningTokenCount is { } reasoning)
        {
            json["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reasoning };
        }

        return json;
    }
}
