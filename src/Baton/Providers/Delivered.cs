using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>A piece of an upstream's stream that is handed on as bytes and parsed only if someone looks.</summary>
internal interface IRawDelivery
{
    /// <summary>Whether text, reasoning or a tool call is in it.</summary>
    bool Counts { get; }

    /// <summary>Bytes of text, reasoning and tool calls in it.</summary>
    int TextBytes { get; }

    /// <summary>The usage in it, if it holds one.</summary>
    UsageDetails? Usage { get; }

    /// <summary>Its bytes.</summary>
    int Size { get; }
}

/// <summary>Looks at a piece of a stream without parsing what came as bytes.</summary>
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
                case ErrorContent:
                case ToolCallContent:
                case DataContent:
                    return true;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>The usage that the update reports, if it does.</summary>
    /// <param name="update">The update.</param>
    /// <returns>The usage.</returns>
    public static UsageDetails? UsageOf(ChatResponseUpdate update)
    {
        if (update.RawRepresentation is IRawDelivery raw)
        {
            return raw.Usage;
        }

        foreach (var content in update.Contents)
        {
            if (content is UsageContent usage)
            {
                return usage.Details;
            }
        }

        return null;
    }

    /// <summary>About the memory that an update takes, in bytes.</summary>
    /// <param name="update">The update.</param>
    /// <returns>Its bytes.</returns>
    public static int Size(ChatResponseUpdate update) => update.RawRepresentation is IRawDelivery raw ? raw.Size : 64 + (2 * TextBytes(update));

    /// <summary>How much the update delivers, for an estimate where the usage never comes.</summary>
    /// <param name="update">The update.</param>
    /// <returns>About its bytes of text.</returns>
    public static int TextBytes(ChatResponseUpdate update)
    {
        if (update.RawRepresentation is IRawDelivery raw)
        {
            return raw.TextBytes;
        }

        var bytes = 0;
        foreach (var content in update.Contents)
        {
            bytes += content switch
            {
                TextContent text => text.Text.Length,
                TextReasoningContent reasoning => reasoning.Text.Length,
                FunctionCallContent call => call.Name.Length + 16 * (call.Arguments?.Count ?? 0),
                _ => 0,
            };
        }

        return bytes;
    }
}
