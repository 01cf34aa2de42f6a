using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>The words for why an answer ended (WIRE 11, 12).</summary>
internal static class FinishReasons
{
    /// <summary>The known word, if it is one.</summary>
    public static string? Known(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("stop"u8) => "stop",
        _ when word.SequenceEqual("length"u8) => "length",
        _ when word.SequenceEqual("tool_calls"u8) => "tool_calls",
        _ when word.SequenceEqual("content_filter"u8) => "content_filter",
        _ when word.SequenceEqual("function_call"u8) => "function_call",
        _ => null,
    };

    /// <summary>The known word for an upstream's own.</summary>
    public static string Map(string? word) => word switch
    {
        "stop" or "length" or "tool_calls" or "content_filter" or "function_call" => word,
        "max_tokens" or "model_length" or "MAX_TOKENS" or "model_context_window_exceeded" => "length",
        "tool_use" or "tool_call" => "tool_calls",
        "safety" or "SAFETY" or "refusal" or "content_filtered" or "RECITATION" => "content_filter",
        _ => "stop",
    };

    public static ChatFinishReason? ToFinishReason(string? word) => word switch
    {
        null => null,
        "stop" => ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
        "content_filter" => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.Stop,
    };

    public static string FromFinishReason(ChatFinishReason? reason) => Map(reason?.Value);
}
