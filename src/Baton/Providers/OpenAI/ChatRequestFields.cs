namespace Baton.Providers.OpenAI;

/// <summary>The fields of a chat request that Baton looks at.</summary>
internal enum Field
{
    Other,
    Model,
    Messages,
    Stream,
    StreamOptions,
    MaxTokens,
    MaxCompletionTokens,
    N,
    Temperature,
    TopP,
    FrequencyPenalty,
    PresencePenalty,
    Seed,
    ParallelToolCalls,
    User,
    ReasoningEffort,
    Tools,
    ToolChoice,
    ResponseFormat,
    Stop,
}

/// <summary>The names of <see cref="Field"/>.</summary>
internal static class ChatRequestFields
{
    /// <summary>Every known field, the usual ones first.</summary>
    public static readonly (byte[] Utf8Name, Field Field)[] Known =
    [
        ("model"u8.ToArray(), Field.Model),
        ("messages"u8.ToArray(), Field.Messages),
        ("stream"u8.ToArray(), Field.Stream),
        ("temperature"u8.ToArray(), Field.Temperature),
        ("max_tokens"u8.ToArray(), Field.MaxTokens),
        ("stream_options"u8.ToArray(), Field.StreamOptions),
        ("tools"u8.ToArray(), Field.Tools),
        ("tool_choice"u8.ToArray(), Field.ToolChoice),
        ("response_format"u8.ToArray(), Field.ResponseFormat),
        ("max_completion_tokens"u8.ToArray(), Field.MaxCompletionTokens),
        ("n"u8.ToArray(), Field.N),
        ("top_p"u8.ToArray(), Field.TopP),
        ("frequency_penalty"u8.ToArray(), Field.FrequencyPenalty),
        ("presence_penalty"u8.ToArray(), Field.PresencePenalty),
        ("seed"u8.ToArray(), Field.Seed),
        ("parallel_tool_calls"u8.ToArray(), Field.ParallelToolCalls),
        ("user"u8.ToArray(), Field.User),
        ("reasoning_effort"u8.ToArray(), Field.ReasoningEffort),
        ("stop"u8.ToArray(), Field.Stop),
    ];

    /// <summary>Whether <see cref="Microsoft.Extensions.AI.ChatOptions"/> has no property for a field, so that it travels among the additional ones.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it has none.</returns>
    public static bool HasNoPlace(string name) => name is "user" or "n" || !KnownNames.Contains(name);

    private static readonly HashSet<string> KnownNames =
        new(Known.Select(k => System.Text.Encoding.UTF8.GetString(k.Utf8Name)), StringComparer.Ordinal);
}
