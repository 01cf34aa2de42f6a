using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>A piece of an upstream's stream that is handed on as bytes and parsed only if someone looks.</summary>
internal interface IRawDelivery
{
    /// <summary>Whether text, reasoning or a tool call is in it.</summary>
    bool Counts { get; }
}

/// <summary>Tells whether a piece of a stream commits it.</summary>
internal static class Delivered
{
    /// <summary>Whether something that counts is in the update: text, reasoning or a tool call, not a role or usage alone.</summary>
    /// <param name="update">The update.</param>
    /// <returns>Whether the stream is committed by it.</returns>
    public static bool Counts(ChatResponseUpdate update)
    {
        if (update.RawRepresentation is IRawDelivery raw)
        {
            return raw.Counts;
        }

        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 }:
                case TextReasoningContent { Text.Length: > 0 }:
                case ToolCallContent:
                case DataContent:
                    return true;
                default:
                    break;
            }
        }

        return false;
    }
}
