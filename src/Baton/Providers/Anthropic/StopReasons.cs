using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>The API's words for why an answer ended, in the words of WIRE 12.</summary>
internal static class StopReasons
{
    /// <summary>The finish reason.</summary>
    /// <param name="reason">The API's <c>stop_reason</c>; <c>null</c> where it gave none.</param>
    /// <param name="calledTool">Whether the answer calls a tool, for a reason that is missing.</param>
    /// <returns>One of the four known ones; a word unknown here is taken for an ordinary end.</returns>
    public static ChatFinishReason Read(string? reason, bool calledTool) => reason switch
    {
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "tool_use" => ChatFinishReason.ToolCalls,
        "refusal" => ChatFinishReason.ContentFilter,
        null when calledTool => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };
}
