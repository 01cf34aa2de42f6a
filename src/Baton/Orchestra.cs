using System.Runtime.CompilerServices;
using Baton.Attempts;
using Baton.Balancing;
using Baton.Models;
using Baton.Providers;
using Baton.Routing;
using Baton.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Baton;

/// <summary>
/// Many models as one <see cref="IChatClient"/>. <see cref="ChatOptions.ModelId"/> says who is wanted: <c>auto</c> (the
/// default), <c>auto:cost</c>, <c>role:NAME</c>, a model's id or <c>MODEL@PROVIDER</c>. Before anything that counts was
/// delivered every failure goes on to the next candidate; after it never.
/// </summary>
public sealed partial class Orchestra : IChatClient
{
    private readonly CatalogSource _catalog;
    private readonly IRoleResolver _roles;
    private readonly IRouter _router;
    private readonly ITaskAnalyzer _analyzer;
    private readonly ProviderClients _clients;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger<Orchestra> _logger;

    /// <summary>Puts the rooms together.</summary>
    /// <param name="catalog">The models.</param>
    /// <param name="roles">Who plays which role.</param>
    /// <param name="router">Chooses.</param>
    /// <param name="analyzer">Finds out what a request asks for.</param>
    /// <param name="clients">The way to the deployments.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance, for back-offs; must be safe to use from many threads.</param>
    /// <param name="logger">The log.</param>
    public Orchestra(
        CatalogSource catalog, IRoleResolver roles, IRouter router, ITaskAnalyzer analyzer, ProviderClients clients,
        TimeProvider time, Random random, ILogger<Orchestra> logger)
    {
        _catalog = catalog;
        _roles = roles;
        _router = router;
        _analyzer = analyzer;
        _clients = clients;
        _time = time;
        _random = random;
        _logger = logger;
    }

    /// <inheritdoc/>
    /// <exception cref="BatonException">No candidate answered, or the request cannot be served.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = Prepare(messages, options, streamed: false);
        try
        {
            var response = await AskAsync(call, WholeAsync, cancellationToken).ConfigureAwait(false);
            Settle(call, response.Usage);
            return response;
        }
        finally
        {
            call.Record.LatencyMs = _time.GetElapsedTime(call.Started).TotalMilliseconds;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="BatonException">No candidate answered, or the stream broke after it was committed.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = Prepare(messages, options, streamed: true);
        UsageDetails? usage = null;
        try
        {
            var stream = await AskAsync(call, StreamAsync, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                while (await stream.MoveNextAsync().ConfigureAwait(false))
                {
                    call.Delivered += Delivered.TextBytes(stream.Current);
                    usage = Delivered.UsageOf(stream.Current) ?? usage;
                    yield return stream.Current;
                }
            }
        }
        finally
        {
            Settle(call, usage); // A caller that goes away is still billed for what was produced (WIRE 45).
            call.Record.LatencyMs = _time.GetElapsedTime(call.Started).TotalMilliseconds;
        }
    }

    /// <summary>Which models would be asked for a request, and why; calls none.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options.</param>
    /// <param name="strategy">What counts, where the model's name does not say; <c>null</c>: as configured.</param>
    /// <returns>The route; without candidates where constraints left none.</returns>
    /// <exception cref="BatonException">The model's name, or the strategy, is unknown.</exception>
    public Route Explain(IEnumerable<ChatMessage> messages, ChatOptions? options = null, string? strategy = null)
    {
        options ??= new ChatOptions();
        return Choose(messages, options, TaskView.Analyze(_analyzer, messages, options), streamed: false, strategy);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What it is made of belongs to whoever made it.
    }

    /// <summary>The one loop over a route's candidates.</summary>
    private async ValueTask<T> AskAsync<T>(Call call, Func<Call, Attempt, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        while (call.Plan.Next(out var wait) is { } deployment)
        {
            await WaitAsync(call, wait, cancellationToken).ConfigureAwait(false);
            var state = DeploymentState.Of(deployment);
            var attempt = Begin(call, deployment, state, cancellationToken);
            try
            {
                var answer = await ask(call, attempt).ConfigureAwait(false);
                state.Answered();
                return answer;
            }
            catch (Exception e)
            {
                attempt.Dispose();
                var failure = AttemptErrors.Of(attempt, e);
                LogFailed(deployment.Id, call.Record.Attempts, failure.Message);
                if (failure is not UpstreamException { CallersFault: false } upstream)
                {
                    throw ReferenceEquals(failure, e) ? Rethrown(e) : failure;
                }

                state.Failed(upstream.Code, upstream.Message);
                call.Plan.Failed(deployment, upstream);
            }
        }

        throw FailureSummary.Of(call.Plan.Failures);
    }

    private Attempt Begin(Call call, Deployment deployment, DeploymentState state, CancellationToken cancellationToken)
    {
        call.Record.Deployment = deployment;
        call.Record.Attempts++;
        call.Record.ClearDropped();
        return new Attempt(
            deployment, state.Take(), new AttemptClock(_time, call.FirstTokenBound(deployment), call.End, cancellationToken));
    }

    private async ValueTask<ChatResponse> WholeAsync(Call call, Attempt attempt)
    {
        var client = _clients.For(attempt.Deployment);
        var response = await client.GetResponseAsync(call.Messages, call.Options, attempt.Clock.Token).ConfigureAwait(false);
        attempt.Dispose();
        return response;
    }

    private async ValueTask<CommittedStream> StreamAsync(Call call, Attempt attempt)
    {
        var stream = await CommittedStream.OpenAsync(attempt, _clients.For(attempt.Deployment), call.Messages, call.Options)
            .ConfigureAwait(false);
        call.Record.FirstTokenMs = _time.GetElapsedTime(call.Started).TotalMilliseconds;
        return stream;
    }

    private async ValueTask WaitAsync(Call call, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        if (_time.GetElapsedTime(_time.GetTimestamp(), call.End) <= wait)
        {
            throw FailureSummary.Of(call.Plan.Failures); // It would be out of time before the back-off is over.
        }

        await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
    }

    private Call Prepare(IEnumerable<ChatMessage> messages, ChatOptions? options, bool streamed)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new ChatOptions();
        var started = _time.GetTimestamp();
        var record = (options as IRecordedOptions)?.Record ?? new RequestRecord();
        record.Streamed = streamed;
        var task = TaskView.Analyze(_analyzer, messages, options);
        record.Task = task.Type;
        var route = Choose(messages, options, task, streamed, strategy: null);
        var candidates = Choices.ThatServe(route, options);
        var policy = candidates[0].Deployment.Policy;
        var player = RoleOf(options);
        record.Role = player?.Role;
        record.Deployment = candidates[0].Deployment;
        return new Call
        {
            Messages = player?.System is { } system ? [new ChatMessage(ChatRole.System, system), .. messages] : messages,
            Options = options,
            Record = record,
            Task = task,
            Streamed = streamed,
            Started = started,
            End = started + (long)(policy.RequestTimeout!.Value.TotalSeconds * _time.TimestampFrequency),
            Plan = new AttemptPlan(candidates, policy.Attempts!.Value, policy.QueueTimeout!.Value, _random),
        };
    }

    private Route Choose(IEnumerable<ChatMessage> messages, ChatOptions options, TaskAnalysis task, bool streamed, string? strategy)
    {
        var baton = options as BatonChatOptions;
        return _router.Choose(
            new RouteRequest(options.ModelId ?? "auto", task)
            {
                Strategy = strategy,
                Constraints = baton?.Constraints,
                Facts = new RuleFacts(
                    Tools: options.Tools is not null,
                    Stream: streamed,
                    User: baton?.User,
                    Turns: messages is IReadOnlyCollection<ChatMessage> counted ? counted.Count : 0,
                    ConversationTokens: task.InputTokens),
            },
            _catalog.Current);
    }

    private RolePlayer? RoleOf(ChatOptions options) =>
        options.ModelId is { } name && name.StartsWith("role:", StringComparison.Ordinal) && _catalog.Current.FindModel(name) is null
            ? _roles.Find(name["role:".Length..])
            : null;

    private static void Settle(Call call, UsageDetails? usage)
    {
        var record = call.Record;
        usage ??= call.Delivered > 0 ? Usages.Estimate(call.Task.InputTokens, call.Delivered) : null;
        if (usage is not null && record.Deployment is { } deployment)
        {
            record.Usage = Usages.ToTokenUsage(usage);
            record.CostUsd = deployment.Model.Price?.Cost(record.Usage.Value);
        }
    }

    /// <summary>Throws an exception again where it came from.</summary>
    private static Exception Rethrown(Exception e)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
        return e;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Deployment} failed at attempt {Attempt}: {Message}")]
    private partial void LogFailed(string deployment, int attempt, string message);
}
