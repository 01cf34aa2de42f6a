using Baton.Balancing;
using Baton.Models;
using Baton.Server.Keys;
using Baton.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Endpoints;

/// <summary>What a caller's headers say of a request on any wire: who he is to the balancing, and how urgent it is.</summary>
internal static class CallerOptions
{
    /// <summary>Options with the request's record, which the answer's headers are made of.</summary>
    /// <param name="context">The request; its record is put among the features for <see cref="Pipeline.ErrorBoundary"/>.</param>
    /// <param name="user">The wire's own field for the end user.</param>
    /// <param name="operation">The operation, as telemetry names it.</param>
    /// <param name="session">The wire's own field for what keeps him at the same deployment, where it has one.</param>
    /// <exception cref="BatonException">A header has a value that means nothing.</exception>
    public static BatonChatOptions Of(HttpContext context, string? user, string operation = "chat", string? session = null)
    {
        var headers = context.Request.Headers;
        var caller = Caller.Of(context);
        var conversation = Said(headers, "x-baton-conversation");
        var record = new RequestRecord
        {
            RequestId = context.Response.Headers["x-request-id"],
            Operation = operation,
            Key = caller.Key?.Id,
            Tenant = caller.Key?.Tenant,
            Conversation = conversation,
            IsInbound = true,
            Caller = Traces.Read(Said(headers, "traceparent"), Said(headers, "tracestate")),
        };
        context.Features.Set(record);
        return new BatonChatOptions
        {
            Record = record,
            User = user,
            Affinity = conversation ?? Said(headers, "x-session-id") ?? session ?? user ?? caller.Affinity,
            CacheScope = caller.Affinity,
            Key = caller.Key?.Id,
            KeyName = caller.Key?.Name,
            Tenant = caller.Key?.Tenant,
            Conversation = conversation,
            AllowedModels = caller.Key?.Models ?? [],
            Tags = TagsOf(Said(headers, "x-baton-tags")),
            Priority = PriorityOf(Said(headers, "x-baton-priority")),
        };
    }

    private static EquatableArray<string> TagsOf(string? said) =>
        said is null ? [] : said.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToEquatableArray();

    private static string? Said(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var value) && value.Count > 0 && value[0] is { Length: > 0 } text ? text : null;

    private static RequestPriority PriorityOf(string? said) => said switch
    {
        null or "normal" => RequestPriority.Normal,
        "high" => RequestPriority.High,
        "low" => RequestPriority.Low,
        _ => throw new BatonException(ErrorCodes.InvalidRequest, $"x-baton-priority is '{said}'; it may be high, normal or low.")
        {
            Param = "x-baton-priority",
        },
    };
}
