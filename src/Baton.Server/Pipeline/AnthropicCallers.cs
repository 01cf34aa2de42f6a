using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>Tells requests of Anthropic's API from others: their errors have another shape, their fields other names.</summary>
internal static class AnthropicCallers
{
    private static readonly object Key = new();

    /// <summary>Fields that providers name as dropped by OpenAI's names, by those of this API.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["reasoning_effort"] = "thinking",
        ["stop"] = "stop_sequences",
        ["user"] = "metadata.user_id",
        ["response_format"] = "output_format",
        ["parallel_tool_calls"] = "tool_choice.disable_parallel_tool_use",
    };

    /// <summary>Notes that a request is theirs. Stands after <see cref="Paths"/>.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsTheirs(context.Request))
        {
            context.Items[Key] = true;
            context.Response.Headers["request-id"] = context.Response.Headers["x-request-id"]; // What their SDKs read.
            context.Response.OnStarting(Rename, context.Response.Headers);
        }

        return next(context);
    }

    /// <summary>Whether a request is theirs: messages, or a list of models asked for in their way.</summary>
    public static bool Sent(HttpContext context) => context.Items.ContainsKey(Key);

    private static bool IsTheirs(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1/messages", StringComparison.Ordinal)
        || (request.Path.StartsWithSegments("/v1/models", StringComparison.Ordinal) && request.Headers.ContainsKey("anthropic-version"));

    private static Task Rename(object state)
    {
        var headers = (IHeaderDictionary)state;
        if (headers.TryGetValue("x-baton-dropped", out var dropped))
        {
            headers["x-baton-dropped"] = string.Join(", ", dropped.ToString().Split(", ").Select(name => Names.GetValueOrDefault(name, name)));
        }

        return Task.CompletedTask;
    }
}
