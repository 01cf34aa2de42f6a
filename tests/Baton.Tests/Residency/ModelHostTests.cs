using System.Threading.Channels;
using Baton.Models;
using Baton.Providers;
using Baton.Providers.LlamaServer;
using Baton.Residency;
using Baton.Residency.Launching;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Residency;

public sealed class ModelHostTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLauncher _launcher = new();
    private readonly FakeMachine _machine = new();
    private readonly CatalogSource _catalog;
    private readonly ModelHost _host;

    public ModelHostTests()
    {
        _catalog = new CatalogSource(Deployments.Options(p => p with { MemoryLimitBytes = 100L << 20 }, ("a", "/none/a.gguf", null), ("b", "/none/b.gguf", null)));
        _host = new ModelHost(_catalog, _launcher, _time, NullLogger.Instance, _machine);
    }

    private Deployment A => _catalog.Current.FindDeployment("a@here")!;

    private Deployment B => _catalog.Current.FindDeployment("b@here")!;

    public ValueTask DisposeAsync()
    {
        _launcher.EndAll();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task A_request_loads_waits_and_gets_the_address()
    {
        _host.TryHold(A).ShouldBeNull();
        var asked = EnsureAsync(A);
        var start = await _launcher.NextAsync();
        _host.Find(A)!.State.ShouldBe("loading");
        asked.IsCompleted.ShouldBeFalse();

        start.Answers("http://127.0.0.1:1234");

        using (await asked)
        {
            ServerAddress.Of(A).Provider.BaseUrl.ShouldBe(new Uri("http://127.0.0.1:1234"));
            var residence = _host.List().First(r => r.Deployment == "a@here");
            (residence.State, residence.Holds, residence.ProcessId, residence.Bytes).ShouldBe(("ready", 1, 42, 70L << 20));
        }

        using (_host.TryHold(A).ShouldNotBeNull())
        {
            _host.Find(A)!.Holds.ShouldBe(1);
        }
    }

    [Fact]
    public async Task What_is_not_started_by_Baton_needs_no_loading()
    {
        var elsewhere = Deployments.Of("m", "/none", null, p => p with { BaseUrl = new Uri("http://127.0.0.1:1") });
        _host.TryHold(elsewhere).ShouldNotBeNull().Dispose();
        (await _host.EnsureAsync(elsewhere, TimeSpan.Zero, default)).Dispose();
        _host.Find(elsewhere).ShouldBeNull();
    }

    [Fact]
    public async Task Who_has_waited_as_long_as_he_may_hears_when_to_come_again_and_the_load_goes_on()
    {
        var asked = EnsureAsync(A);
        var start = await _launcher.NextAsync();
        _time.Advance(Long);
        var error = await Should.ThrowAsync<UpstreamException>(() => asked);
        (error.Code, error.RetryAfter).ShouldBe((ErrorCodes.UpstreamUnavailable, TimeSpan.FromSeconds(5)));
        error.Message.ShouldBe("a@here is still loading after 30 s, as long as a request may wait (queue.timeout).");

        start.Answers("http://127.0.0.1:1");
        (await EnsureAsync(A)).Dispose();
    }

    [Fact]
    public async Task Who_goes_away_waits_no_more()
    {
        using var gone = new CancellationTokenSource();
        var asked = _host.EnsureAsync(A, Long, gone.Token).AsTask();
        await _launcher.NextAsync();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        _host.Find(A)!.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_load_tells_why()
    {
        var asked = EnsureAsync(A);
        (await _launcher.NextAsync()).Fails("the process ended with 1: error: no such file");
        var error = await Should.ThrowAsync<UpstreamException>(() => asked);
        error.Code.ShouldBe(ErrorCodes.UpstreamError);
        error.Message.ShouldBe("a@here cannot be loaded: the process ended with 1: error: no such file.");
        (_host.Find(A)!.State, _host.Find(A)!.LastError).ShouldBe(("failed", "the process ended with 1: error: no such file"));
    }

    [Fact]
    public async Task One_makes_room_for_the_other_when_it_is_idle()
    {
        using (await LoadAsync(A, 1))
        {
            var asked = EnsureAsync(B);
            asked.IsCompleted.ShouldBeFalse();
            _host.TryHold(A).ShouldNotBeNull().Dispose();
        }

        await _launcher.Last!.Stopped.Task;
        _launcher.Last.Ends("ended");
        (await _launcher.NextAsync()).Plan.Deployment.ShouldBe("b@here");
    }

    [Fact]
    public async Task A_crash_is_followed_by_another_start_with_a_new_address()
    {
        (await LoadAsync(A, 1)).Dispose();
        _launcher.Last!.Ends("the process was ended by signal 9");
        await UntilAsync(() => _host.Find(A)!.State == "unloaded");
        _host.Find(A)!.LastError.ShouldBe("the process was ended by signal 9");
        _time.Advance(TimeSpan.FromMilliseconds(250));
        (await _launcher.NextAsync()).Answers("http://127.0.0.1:2");
        (await EnsureAsync(A)).Dispose();
        ServerAddress.Of(A).Provider.BaseUrl!.Port.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_that_does_not_touch_the_process_leaves_it_and_one_that_does_replaces_it()
    {
        (await LoadAsync(A, 1)).Dispose();
        Change(d => d with { Weight = 3 });
        _host.TryHold(A).ShouldNotBeNull().Dispose();
        ServerAddress.Of(A).Provider.BaseUrl!.Port.ShouldBe(1);

        var old = A;
        Change(d => d with { Slots = 2 });
        _host.TryHold(A).ShouldBeNull();
        await _launcher.Last!.Stopped.Task;
        ServerAddress.Of(old).Provider.BaseUrl!.Port.ShouldBe(1);
    }

    [Fact]
    public async Task Preloaded_ones_are_loaded_at_start_and_all_end_with_the_host()
    {
        Change(d => d with { Preload = true });
        _host.Start();
        (await _launcher.NextAsync()).Answers("http://127.0.0.1:1");
        await UntilAsync(() => _host.Find(A)!.State == "ready");
        var ending = _host.DisposeAsync();
        await _launcher.Last!.Stopped.Task;
        _launcher.Last.Ends("ended");
        await ending;
    }

    [Fact]
    public async Task What_a_model_takes_is_measured_again_while_it_runs_and_told()
    {
        var told = new List<(string, long)>();
        _host.Changed += r => told.Add((r.State, r.Bytes >> 20));
        (await LoadAsync(A, 1)).Dispose();
        _launcher.Last!.Bytes = 90L << 20;
        await _host.Memory.LookAsync();
        told[^1].ShouldBe(("ready", 90));
        told.Select(t => t.Item1).Distinct().ShouldBe(["unloaded", "loading", "ready"]);
        var asked = EnsureAsync(B); // 90 and its 64 are more than 100.
        await _launcher.Last.Stopped.Task;
        asked.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Idle_models_go_while_programs_wait_for_memory()
    {
        (await LoadAsync(A, 1)).Dispose();
        await _host.Memory.LookAsync();
        _host.Find(A)!.State.ShouldBe("ready");
        _machine.Pressed = true;
        await _host.Memory.LookAsync();
        await _launcher.Last!.Stopped.Task;
    }

    [Fact]
    public async Task A_card_that_comes_or_goes_is_noticed_and_its_memory_counts_where_models_use_it()
    {
        (await LoadAsync(A, 1)).Dispose();
        _machine.Gpus = [new Gpu("GPU-1", "H100", 80L << 30, 10L << 30)];
        _machine.Graphics = new Dictionary<int, long> { [42] = 5L << 20 };
        await _host.Memory.LookAsync();
        _host.Find(A)!.Bytes.ShouldBe(75L << 20);
        _machine.Gpus = [];
        for (var i = 0; i < 6; i++)
        {
            _host.Find(A)!.State.ShouldBe("ready");
            await _host.Memory.LookAsync();
        }

        await _launcher.Last!.Stopped.Task; // Nobody uses it, so it is started anew when it is needed.
    }

    private async Task<IDisposable> EnsureAsync(Deployment deployment) => await _host.EnsureAsync(deployment, Long, default);

    private async Task<IDisposable> LoadAsync(Deployment deployment, int port)
    {
        var asked = EnsureAsync(deployment);
        (await _launcher.NextAsync()).Answers($"http://127.0.0.1:{port}");
        return await asked;
    }

    private void Change(Func<Baton.Models.Configuration.DeploymentOptions, Baton.Models.Configuration.DeploymentOptions> change) => _catalog.Update(o => o with
    {
        Models = o.Models.Select(m => m.Card.Id == "a" ? m with { Deployments = [change(m.Deployments[0])] } : m).ToEquatableArray(),
    });

    /// <summary>What follows an event happens on another thread.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }

    private sealed class FakeLauncher : IServerLauncher
    {
        private readonly Channel<FakeProcess> _started = Channel.CreateUnbounded<FakeProcess>();

        private readonly List<FakeProcess> _all = [];

        public FakeProcess? Last { get; private set; }

        public void EndAll() => _all.ForEach(p => p.Ends("ended"));

        public Task<IServerProcess> StartAsync(LaunchPlan plan, CancellationToken cancellationToken)
        {
            var process = new FakeProcess(plan);
            _all.Add(process);
            _started.Writer.TryWrite(process);
            return process.Started.Task.WaitAsync(cancellationToken);
        }

        public async Task<FakeProcess> NextAsync() => Last = await _started.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }

    private sealed class FakeProcess(LaunchPlan plan) : IServerProcess
    {
        private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LaunchPlan Plan => plan;

        public TaskCompletionSource<IServerProcess> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Uri Address { get; private set; } = null!;

        public int ProcessId => 42;

        public Task<string> Ended => _ended.Task;

        public long Bytes { get; set; } = 70L << 20;

        public long? MeasureBytes() => Bytes;

        public void Stop() => Stopped.TrySetResult();

        public void Answers(string address)
        {
            Address = new Uri(address);
            Started.SetResult(this);
        }

        public void Fails(string why) => Started.SetException(new LaunchException(why));

        public void Ends(string how) => _ended.TrySetResult(how);
    }

    private sealed class FakeMachine : IMachine
    {
        public bool Pressed { get; set; }

        public IReadOnlyList<Gpu> Gpus { get; set; } = [];

        public IReadOnlyDictionary<int, long> Graphics { get; set; } = new Dictionary<int, long>();

        public MachineMemory Memory() => new(1L << 40, 1L << 39);

        public bool IsPressed() => Pressed;

        public Task<IReadOnlyList<Gpu>> GpusAsync(CancellationToken cancellationToken) => Task.FromResult(Gpus);

        public Task<IReadOnlyDictionary<int, long>> GraphicsAsync(CancellationToken cancellationToken) => Task.FromResult(Graphics);
    }
}
