using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Baton.Attempts;
using Baton.Balancing;
using Baton.Budgets;
using Baton.Models;
using Baton.Providers;
using Baton.Residency;
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
    private readonly AttemptLoop _loop;
    private readonly IRequestObserver[] _observers;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly BudgetBook? _budgets;

    /// <summary>Puts the rooms together.</summary>
    /// <param name="catalog">The models.</param>
    /// <param name="roles">Who plays which role.</param>
    /// <param name="router">Chooses.</param>
    /// <param name="analyzer">Finds out what a request asks for.</param>
    /// <param name="clients">The way to the deployments.</param>
    /// <param name="balancer">Spreads requests over a model's deployments.</param>
    /// <param name="observers">Hear of every request that ended.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance, for back-offs; must be safe to use from many threads.</param>
    /// <param name="logger">The log.</param>
    /// <param name="host">Has local models in memory; <c>null</c>: nobody starts any.</param>
    /// <param name="budgets">What may be spent; <c>null</c>: anything.</param>
    public Orchestra(
        CatalogSource catalog, IRoleResolver roles, IRouter router, ITaskAnalyzer analyzer, ProviderClients clients, Balancer balancer,
        IEnumerable<IRequestObserver> observers, TimeProvider time, Random random, ILogger<Orchestra> logger, IModelHost? host = null,
        BudgetBook? budgets = null)
    {
        _catalog = catalog;
        _roles = roles;
        _router = router;
        _analyzer = analyzer;
        _clients = clients;
        _time = time;
        _random = random;
        _loop = new AttemptLoop(balancer, host, time, logger);
        _observers = [.. observers];
        _budgets = budgets;
    }

    /// <inheritdoc/>
    /// <exception cref="BatonException">No candidate answered, or the request cannot be served.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new ChatOptions();
        using var watch = new RequestWatch(RecordOf(options), streamed: false, _time, _observers);
        Call call;
        ChatResponse response;
        try
        {
            call = Prepare(messages, options, watch);
            response = await _loop.RunAsync(call.Run, (this, call), WholeAsync, AnsweredWhole, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            watch.Failed(e);
            throw;
        }

        watch.Answered(response.ModelId, response.FinishReason);
        watch.Settle(response.Usage, call.Task.InputTokens, delivered: 0);
        return response;
    }

    /// <inheritdoc/>
    /// <exception cref="BatonException">No candidate answered, or the stream broke after it was committed.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new ChatOptions();
        using var watch = new RequestWatch(RecordOf(options), streamed: true, _time, _observers);
        Call? call = null;
        CommittedStream? stream = null;
        try
        {
            try
            {
                call = Prepare(messages, options, watch);
                stream = await _loop.RunAsync(call.Run, (this, call), StreamAsync, answered: null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                watch.Failed(e);
                throw;
            }

            watch.Began();
            while (true)
            {
                bool more;
                try
                {
                    more = stream.Take(await stream.NextAsync().ConfigureAwait(false));
                }
                catch (Exception e)
                {
                    var failure = stream.Failed(e);
                    watch.Failed(failure);
                    if (ReferenceEquals(failure, e))
                    {
                        throw;
                    }

                    throw failure;
                }

                if (!more)
                {
                    break;
                }

                yield return stream.Current;
            }

            watch.Ended();
        }
        finally
        {
            if (stream is not null)
            {
                watch.Answered(stream.Current?.ModelId, stream.FinishReason);
                watch.Settle(stream.Usage, call!.Task.InputTokens, stream.Bytes); // Whoever goes away is still billed for what was produced (WIRE 45).
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Which models would be asked for a request, why, and what each would cost, expected and at the most; calls none.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options.</param>
    /// <param name="strategy">What counts, where the model's name does not say; <c>null</c>: as configured.</param>
    /// <returns>The route; without candidates where constraints left none.</returns>
    /// <exception cref="BatonException">The model's name, or the strategy, is unknown.</exception>
    public Route Explain(IEnumerable<ChatMessage> messages, ChatOptions? options = null, string? strategy = null)
    {
        options ??= new ChatOptions();
        return Spending.Foresee(Foresee(messages, options, strategy), messages, options);
    }

    /// <summary>The route of <see cref="Explain"/>, without what it would cost.</summary>
    internal Route Foresee(IEnumerable<ChatMessage> messages, ChatOptions options, string? strategy = null) => Choose(
        messages, options, TaskView.Analyze(_analyzer, messages, options), streamed: false, strategy,
        allowance: AllowanceOf(options, role: null), demand: false);

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

    private static ValueTask<ChatResponse> WholeAsync((Orchestra Self, Call Call) state, Attempt attempt) => new(
        state.Self._clients.For(attempt.Deployment).GetResponseAsync(
            state.Call.Messages, attempt.Bounded(state.Call.Options), attempt.Clock.Token));

    private static void AnsweredWhole(Attempt attempt, ChatResponse response) => attempt.Worked(response.Usage?.OutputTokenCount ?? 0);

    private static ValueTask<CommittedStream> StreamAsync((Orchestra Self, Call Call) state, Attempt attempt) =>
        CommittedStream.OpenAsync(
            attempt, state.Self._clients.For(attempt.Deployment), state.Call.Messages, attempt.Bounded(state.Call.Options));

    private static RequestRecord RecordOf(ChatOptions options)
    {
        var record = (options as IRecordedOptions)?.Record ?? new RequestRecord();
        record.RequestedModel = options.ModelId ?? "auto";
        if (options is BatonChatOptions baton)
        {
            (record.Key, record.Tenant, record.Conversation) = (baton.Key, baton.Tenant, baton.Conversation);
        }

        return record;
    }

    private Call Prepare(IEnumerable<ChatMessage> messages, ChatOptions options, RequestWatch watch)
    {
        var record = watch.Record;
        var task = TaskView.Analyze(_analyzer, messages, options);
        record.Task = task.Type;
        (record.Requires, record.Complexity) = (task.Requires, task.Complexity);
        var player = EnterRole(options, record);
        var allowance = watch.Allowance = AllowanceOf(options, record.Role);
        watch.Expected = (task.InputTokens, task.OutputTokens);
        watch.MaxOutputTokens = options.MaxOutputTokens;
        var route = Choose(messages, options, task, record.Streamed, strategy: null, player, allowance);
        var candidates = Choices.ThatServe(route, options);
        var run = RunOf(
            candidates, route, options, task, watch,
            allowance is null ? null : Spending.SizeOf(messages, options, task, player?.System, candidates));
        return new Call(
            player?.System is { } system ? [new ChatMessage(ChatRole.System, system), .. messages] : messages, options, task, run);
    }

    private Run RunOf(
        ImmutableArray<Candidate> candidates, Route route, ChatOptions options, TaskAnalysis task, RequestWatch watch, RequestSize? size)
    {
        var baton = options as BatonChatOptions;
        var policy = candidates[0].Deployment.Policy;
        var end = watch.Started + (long)(policy.RequestTimeout!.Value.TotalSeconds * _time.TimestampFrequency);
        List<ModelCard>? payable = null;
        watch.Record.Deployment = candidates[0].Deployment;
        if (watch.Allowance is { } allowance)
        {
            allowance.Begin(size!, end);
            candidates = Spending.Admit(allowance, route, candidates, out payable);
            watch.Record.Deployment = candidates[0].Deployment;
        }

        return new Run
        {
            Plan = new AttemptPlan(candidates, policy.Attempts!.Value, spills: route.Strategy != Strategy.Named, Affinity(baton), _time, _random),
            Record = watch.Record,
            Started = watch.Started,
            End = end,
            Streamed = watch.Record.Streamed,
            InputTokens = task.InputTokens,
            OutputTokens = options.MaxOutputTokens ?? task.OutputTokens,
            Priority = baton?.Priority ?? RequestPriority.Normal,
            LongestWait = policy.QueueTimeout!.Value,
            Allowance = watch.Allowance,
            Payable = payable,
            Named = route.Strategy == Strategy.Named,
        };
    }

    private static Func<Deployment, string?>? Affinity(BatonChatOptions? baton) =>
        baton is null ? null : deployment => AffinityOf(deployment, baton);

    private static string? AffinityOf(Deployment deployment, BatonChatOptions options) => deployment.Policy.Affinity switch
    {
        "conversation" => options.Affinity,
        "user" => options.User ?? options.Affinity,
        _ => null,
    };

    private Allowance? AllowanceOf(ChatOptions options, string? role) => options is BatonChatOptions baton
        ? _budgets?.For(new BudgetSubjects(baton.Tenant, baton.Key, baton.KeyName, role, baton.Conversation))
        : _budgets?.For(new BudgetSubjects(Role: role));

    private Route Choose(
        IEnumerable<ChatMessage> messages, ChatOptions options, TaskAnalysis task, bool streamed, string? strategy, RolePlayer? player = null,
        Allowance? allowance = null, bool demand = true)
    {
        var baton = options as BatonChatOptions;
        var target = options.ModelId ?? "auto";
        var (state, spent) = allowance?.Look() ?? default;
        var route = _router.Choose(
            new RouteRequest(target, task)
            {
                Strategy = strategy,
                Cheaper = state >= BudgetState.Cheaper,
                LocalOnly = state == BudgetState.LocalOnly,
                Player = player,
                Constraints = baton?.Constraints,
                Facts = new RuleFacts(
                    Tools: options.Tools is not null,
                    Stream: streamed,
                    User: baton?.User,
                    Tenant: baton?.Tenant,
                    Role: player?.Role ?? RoleNamed(options.ModelId),
                    Tags: baton?.Tags ?? [],
                    Turns: messages is IReadOnlyCollection<ChatMessage> counted ? counted.Count : 0,
                    ConversationTokens: task.InputTokens,
                    BudgetSpent: spent),
            },
            _catalog.Current);
        if (demand)
        {
            Spending.Demand(allowance, state, route, target);
        }

        return Choices.ThatMay(route, baton);
    }

    private static string? RoleNamed(string? target) =>
        target?.StartsWith("role:", StringComparison.Ordinal) == true ? target["role:".Length..] : null;

    /// <summary>Who plays the role that is asked for. From here on the request is his, so that whoever drains him waits for it.</summary>
    private RolePlayer? EnterRole(ChatOptions options, RequestRecord record)
    {
        if (options.ModelId is not { } name || !name.StartsWith("role:", StringComparison.Ordinal) || _catalog.Current.FindModel(name) is not null)
        {
            return null;
        }

        var baton = options as BatonChatOptions;
        var caller = baton?.Affinity ?? baton?.User ?? record.RequestId ?? _random.NextInt64().ToString(CultureInfo.InvariantCulture);
        var player = _roles.Enter(name["role:".Length..], caller);
        (record.Role, record.RoleModel, record.RoleVersion, record.RoleHold) = (player?.Role, player?.Model, player?.Version, player?.Hold);
        return player;
    }
}
