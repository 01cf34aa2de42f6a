using System.Runtime.CompilerServices;
using Baton.Caching;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Routing;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>
/// The orchestra behind a cache of exact answers (<c>cache</c>). Only what is asked deterministically is kept: at temperature 0 or
/// with a seed. Whether it was asked for as a stream makes no difference. While the cache is off every call goes straight through.
/// </summary>
internal sealed class CachingChatClient : DelegatingChatClient
{
    /// <summary>The most of a stream that is held back for the cache; longer answers are not kept.</summary>
    private const long LongestKept = 4 * 1024 * 1024;

    private readonly Orchestra _orchestra;
    private readonly CatalogSource _catalog;
    private readonly IRoleResolver _roles;
    private readonly AnswerCache _cache;
    private readonly IRequestObserver[] _observers;
    private readonly TimeProvider _time;
    private BatonOptions _seen;

    public CachingChatClient(
        Orchestra orchestra, CatalogSource catalog, IRoleResolver roles, AnswerCache cache, IEnumerable<IRequestObserver> observers, TimeProvider time)
        : base(orchestra)
    {
        _orchestra = orchestra;
        _catalog = catalog;
        _roles = roles;
        _cache = cache;
        _observers = [.. observers];
        _time = time;
        catalog.Changed += Forget;
        _seen = catalog.Current.Options;
    }

    private CacheOptions Options => _catalog.Current.Options.Cache;

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        MayBeKept(options) && KeyOf(messages, options, out var task) is { } key
            ? AnswerAsync(key, task, messages, options, cancellationToken)
            : base.GetResponseAsync(messages, options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        MayBeKept(options) && KeyOf(messages, options, out var task) is { } key
            ? StreamAsync(key, task, messages, options, cancellationToken)
            : base.GetStreamingResponseAsync(messages, options, cancellationToken);

    private bool MayBeKept([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] ChatOptions? options) =>
        Options.Enabled && options is not null && (options.Temperature == 0 || options.Seed is not null)
        && (options as IRecordedOptions)?.Record is null or { Operation: "chat" };

    /// <summary>The key, under the target that the router would choose now.</summary>
    private AnswerKey? KeyOf(IEnumerable<ChatMessage> messages, ChatOptions options, out TaskType task)
    {
        task = TaskType.General;
        try
        {
            var route = _orchestra.Foresee(messages, options);
            task = route.Task.Type;
            return route.Candidates.IsEmpty
                ? null
                : AnswerKey.Of(
                    messages, options, (options as BatonChatOptions)?.CacheScope, options.ModelId, route.Candidates[0].Deployment.Model.Id,
                    RoleOf(options) is { } role ? _roles.Find(role)?.System : null);
        }
        catch (BatonException)
        {
            return null; // The orchestra says what is wrong, and counts it.
        }
    }

    private async Task<ChatResponse> AnswerAsync(
        AnswerKey key, TaskType task, IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        var record = RecordOf(ref options);
        if (_cache.Find(key, Options) is { } kept)
        {
            using var watch = Hit(record, kept, task, options, streamed: false, out var again);
            watch.Ended();
            return again;
        }

        record.CacheHit = false;
        var answer = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        Keep(key, answer, record);
        return answer;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        AnswerKey key, TaskType task, IEnumerable<ChatMessage> messages, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = RecordOf(ref options);
        if (_cache.Find(key, Options) is { } kept)
        {
            using var watch = Hit(record, kept, task, options, streamed: true, out var again);
            watch.Began();
            foreach (var update in again.ToChatResponseUpdates())
            {
                yield return update;
            }

            watch.Ended();
            yield break;
        }

        record.CacheHit = false;
        var held = new List<ChatResponseUpdate>();
        var bytes = 0L;
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            bytes += Delivered.Size(update);
            if (bytes <= LongestKept)
            {
                held.Add(update);
            }

            yield return update;
        }

        if (bytes <= LongestKept)
        {
            Keep(key, held.ToChatResponse(), record);
        }
    }

    private void Keep(AnswerKey key, ChatResponse answer, RequestRecord record)
    {
        answer.Usage ??= record.Usage is { } counted
            ? new UsageDetails { InputTokenCount = counted.Prompt, OutputTokenCount = counted.Output, TotalTokenCount = counted.Prompt + counted.Output }
            : null; // What the upstream did not report, Baton has counted.
        if (record.Deployment is { } deployment && KeptAnswer.Of(answer, deployment.Id) is { } kept)
        {
            _cache.Add(key, kept, Options);
        }
    }

    /// <summary>Fills the record as if it had been asked, but for nothing: no call was made, and nothing is owed.</summary>
    private RequestWatch Hit(RequestRecord record, KeptAnswer kept, TaskType task, ChatOptions options, bool streamed, out ChatResponse answer)
    {
        answer = kept.ToResponse();
        record.RequestedModel = options.ModelId ?? "auto";
        record.Role = RoleOf(options);
        record.Task = task;
        record.CacheHit = true;
        record.Deployment = _catalog.Current.FindDeployment(kept.Deployment);
        var watch = new RequestWatch(record, streamed, _time, _observers);
        watch.Answered(answer.ModelId, answer.FinishReason);
        watch.Settle(answer.Usage, inputTokens: 0, delivered: 0);
        record.CostUsd = 0m;
        return watch;
    }

    private string? RoleOf(ChatOptions options) =>
        options.ModelId is { } name && name.StartsWith("role:", StringComparison.Ordinal) && _catalog.Current.FindModel(name) is null
            ? name["role:".Length..]
            : null;

    /// <summary>The record that says who answered; a caller who gave none gets one that he never sees.</summary>
    private static RequestRecord RecordOf(ref ChatOptions options)
    {
        if (options is IRecordedOptions { Record: { } record })
        {
            return record;
        }

        record = new RequestRecord();
        options = new BatonChatOptions(options) { Record = record };
        return record;
    }

    /// <summary>What another model, or the same one elsewhere, answered is not the answer any more.</summary>
    private void Forget(Catalog catalog)
    {
        var (before, now) = (Interlocked.Exchange(ref _seen, catalog.Options), catalog.Options);
        if (!now.Cache.Enabled || before.Models != now.Models || before.Providers != now.Providers)
        {
            _cache.Clear();
        }
    }
}
