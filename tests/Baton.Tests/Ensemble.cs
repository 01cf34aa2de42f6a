using Baton.Balancing;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Roles;
using Baton.Roles.Traffic;
using Baton.Routing;
using Baton.Tests.Residency;
using Baton.Tests.Roles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests;

/// <summary>An orchestra of players whose every answer a test scripts.</summary>
internal sealed class Ensemble
{
    private readonly Dictionary<string, ScriptedClient> _players = new(StringComparer.Ordinal);

    public Ensemble(params string[] models)
        : this(new RequestPolicyOptions(), models)
    {
    }

    public Ensemble(RequestPolicyOptions defaults, params string[] models)
    {
        Catalog = new CatalogSource(Options(defaults, models));
        Roles = new RoleBook(Catalog, Time);
        Traffic = new RoleTraffic(Time);
        var clients = new ProviderClients([new Scripted(this)]);
        Swaps = new RoleSwaps(Roles, Catalog, new HealthPrompt(clients, Time), Traffic, new PriorEstimates(), Time, NullLogger<RoleSwaps>.Instance, Host);
        Orchestra = new Orchestra(
            Catalog, Roles, new InOrder(), new Everything(), clients,
            new Balancer(Time, new Random(1)), [], Time, new Random(1), NullLogger<Orchestra>.Instance, Residents);
    }

    public FakeTimeProvider Time { get; } = new() { AutoAdvanceAmount = TimeSpan.Zero };

    public CatalogSource Catalog { get; }

    public RoleBook Roles { get; }

    public RoleSwaps Swaps { get; }

    public RoleTraffic Traffic { get; }

    /// <summary>Loads and keeps what a test says.</summary>
    public ScriptedHost Host { get; } = new();

    /// <summary>Says which models are in memory; all, unless a test says otherwise.</summary>
    public FakeModelHost Residents { get; } = new();

    public Orchestra Orchestra { get; }

    public ScriptedClient this[string model]
    {
        get
        {
            if (!_players.TryGetValue(model, out var player))
            {
                _players[model] = player = new ScriptedClient();
            }

            return player;
        }
    }

    public static BatonOptions Options(RequestPolicyOptions defaults, params string[] models) => new()
    {
        Defaults = defaults,
        Providers = [new ProviderOptions { Name = "p", Kind = "scripted" }],
        Models = models.Select(m => new ModelOptions
        {
            Card = new ModelCard { Id = m, Price = new TokenPrice(1m, 2m) },
            Deployments = [new DeploymentOptions { Provider = "p" }],
        }).ToEquatableArray(),
    };

    public static Deployment Deployment(string model) =>
        Baton.Models.Catalog.Build(Options(new RequestPolicyOptions(), model)).Models[0].Deployments[0];

    /// <summary>Every deployment, in the catalog's order.</summary>
    private sealed class InOrder : IRouter
    {
        public Route Choose(RouteRequest request, Baton.Models.Catalog catalog) => new(
            request.Task, "named", [.. catalog.Models.SelectMany(m => m.Deployments).Select(d => new Candidate(d, 1, null, null, null))], []);
    }

    private sealed class Everything : ITaskAnalyzer
    {
        public TaskAnalysis Analyze(in TaskInput input) => new(TaskType.General, 0.5, [], input.InputTokens, 100);
    }

    private sealed class Scripted(Ensemble ensemble) : IProvider
    {
        public string Kind => "scripted";

        public IChatClient CreateClient(Deployment deployment) => ensemble[deployment.Model.Id];
    }
}

/// <summary>A client that does what a test says, in the order said; the last one stays.</summary>
internal sealed class ScriptedClient : IChatClient
{
    private readonly Queue<Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>> _script = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Calls { get; private set; }

    public List<ChatMessage> LastMessages { get; private set; } = [];

    public bool Disposed { get; private set; }


    /// <summary>Completes when a call has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The next call answers with these updates.</summary>
    public ScriptedClient Says(params object[] steps)
    {
        _script.Enqueue(token => Play(steps, token));
        return this;
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls++;
        LastMessages = [.. messages];
        return (_script.Count > 1 ? _script.Dequeue() : _script.Peek())(cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> Play(
        object[] steps, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            foreach (var step in steps)
            {
                switch (step)
                {
                    case Exception failure:
                        throw failure;
                    case OnCancel broken:
                        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        throw broken.Failure;
                    case Task wait:
                        await wait.WaitAsync(cancellationToken);
                        break;
                    case string text:
                        yield return new ChatResponseUpdate(ChatRole.Assistant, text);
                        break;
                    case AIContent content:
                        yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
                        break;
                    default:
                        throw new ArgumentException($"No step: {step}", nameof(steps));
                }
            }
        }
        finally
        {
            Disposed = true;
            _ended.TrySetResult();
        }
    }
}

/// <summary>A step of a script: waits until the call is cancelled, and then fails in its own way.</summary>
internal sealed record OnCancel(Exception Failure);
