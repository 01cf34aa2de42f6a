using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>The API's words for why an answer ended, in the words of WIRE 12.</summary>
internal static class StopReasons
{
    /// <summary>Key of an answer's additional properties: the stop sequence that ended it.</summary>
    public const string StopSequence = "stop_sequence";

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

    /// <summary>Which stop sequence ended the answer, for whom the finish reason says too little.</summary>
    /// <param name="end">What holds <c>stop_sequence</c>.</param>
    /// <returns>Additional properties; <c>null</c> where none did.</returns>
    public static AdditionalPropertiesDictionary? Details(JsonElement end) =>
        Json.Text(end, StopSequence) is { } sequence ? new() { [StopSequence] = sequence } : null;

    /// <summary>The API's word for a finish reason.</summary>
    public static string Write(ChatFinishReason? finish) => finish switch
    {
        _ when finish == ChatFinishReason.Length => "max_tokens",
        _ when finish == ChatFinishReason.ToolCalls => "tool_use",
        _ when finish == ChatFinishReason.ContentFilter => "refusal",
        _ => "end_turn",
    };
}
