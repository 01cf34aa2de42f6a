using Baton.Providers;
using Baton.Routing;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>Shows a request to the task analysis: bytes without parsing them, messages by a walk.</summary>
internal static class TaskView
{
    private const int LookAt = 2_048;

    public static TaskAnalysis Analyze(ITaskAnalyzer analyzer, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        if (messages is IRawMessages raw)
        {
            return Analyze(analyzer, raw.Prompt);
        }

        var text = "";
        var length = 0;
        var hasImages = false;
        foreach (var message in messages)
        {
            var said = message.Text;
            length += said.Length + 16;
            text = message.Role == ChatRole.User && said.Length > 0 ? said : text;
            hasImages |= message.Contents.Any(c => c is DataContent data && data.HasTopLevelMediaType("image")
                || c is UriContent uri && uri.HasTopLevelMediaType("image"));
        }

        return analyzer.Analyze(new TaskInput
        {
            Text = Bounded(text),
            InputTokens = length / 4,
            MaxOutputTokens = options.MaxOutputTokens,
            HasTools = options.Tools is { Count: > 0 },
            WantsSchema = options.ResponseFormat is ChatResponseFormatJson { Schema: not null },
            HasImages = hasImages,
        });
    }

    /// <summary>Looks at the bytes, which stay unparsed.</summary>
    private static TaskAnalysis Analyze(ITaskAnalyzer analyzer, IRawPrompt prompt)
    {
        var start = prompt.LastUserText;
        var end = prompt.LastUserTextEnd;
        Span<char> text = stackalloc char[start.Length + end.Length];
        var length = RawText.Decode(start, text);
        length += RawText.Decode(end, text[length..]);
        return analyzer.Analyze(new TaskInput
        {
            Text = text[..length],
            InputTokens = prompt.EstimatedInputTokens,
            MaxOutputTokens = prompt.MaxOutputTokens,
            HasTools = prompt.HasTools,
            WantsSchema = prompt.WantsSchema,
            HasImages = prompt.HasImages,
        });
    }

    /// <summary>The beginning and the end of a long text.</summary>
    private static ReadOnlySpan<char> Bounded(string text) =>
        text.Length <= 2 * LookAt ? text : string.Concat(text.AsSpan(0, LookAt), text.AsSpan(text.Length - LookAt));
}
