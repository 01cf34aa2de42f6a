using Baton.Models;
using Baton.Models.Configuration;
using Baton.Residency;
using Baton.Roles;
using Baton.Roles.Automatic;
using Baton.Roles.Learnings;
using Baton.Roles.Trials;
using Baton.Routing;
using Baton.Telemetry;
using Baton.Tests.Residency;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Tests.Roles;

/// <summary>What a role does by itself, from its requests' records to the swap.</summary>
public sealed class RoleWatchTests : IDisposable
{
    private readonly Ensemble _ensemble = new("a", "b");
    private readonly RoleWatch _watch;
    private readonly CanaryWatch _canaries;

    public RoleWatchTests()
    {
        _ensemble["a"].Says("OK");
        _ensemble["b"].Says("OK");
        _watch = new RoleWatch(
            _ensemble.Roles, _ensemble.Swaps, _ensemble.Traffic, _ensemble.Catalog, new PriorEstimates(), _ensemble.Time, NullLogger<RoleWatch>.Instance);
        _canaries = new CanaryWatch(_ensemble.Roles, _ensemble.Swaps, _ensemble.Traffic, NullLogger<CanaryWatch>.Instance);
    }

    private RoleAssignment Role => _ensemble.Roles.Current["r"];

    [Fact]
    public async Task A_model_that_fails_is_replaced_by_itself()
    {
        Configure(new RoleOptions { Name = "r", Model = "a", AutoSwap = new AutoSwapOptions { Enabled = true, Candidates = ["b"] } });
        await LookAfterAsync("a", success: false, requests: 12);
        Role.Model.ShouldBe("a");
        await LookAfterAsync("a", success: false, requests: 1);
        Role.Model.ShouldBe("b");
        Role.History[^1].ShouldSatisfyAllConditions(
            e => e.Kind.ShouldBe("auto"), e => e.By.ShouldBe("auto"), e => e.Reason!.ShouldContain("success 0 over 13 requests"));
    }

    [Fact]
    public async Task Outside_its_windows_a_role_waits_and_what_it_saw_counts_when_one_opens()
    {
        var opens = TimeOnly.FromDateTime(_ensemble.Time.GetUtcNow().UtcDateTime.AddHours(1));
        var window = new MaintenanceWindowOptions { From = opens, To = opens.AddHours(1) };
        Configure(new RoleOptions { Name = "r", Model = "a", AutoSwap = new AutoSwapOptions { Enabled = true, Candidates = ["b"], Windows = [window] } });
        await LookAfterAsync("a", success: false, requests: 12);
        await LookAfterAsync("a", success: false, requests: 1);
        Role.Model.ShouldBe("a");
        _ensemble.Time.Advance(TimeSpan.FromHours(1));
        await LookAfterAsync("a", success: false, requests: 1);
        Role.Model.ShouldBe("b");
    }

    [Fact]
    public async Task Set_times_of_several_roles_are_a_batch_and_one_that_fails_stops_no_other()
    {
        var due = TimeOnly.FromDateTime((_ensemble.Time.GetUtcNow() + TimeSpan.FromMinutes(1)).UtcDateTime);
        Configure(
            new RoleOptions { Name = "q", Model = "a", Schedule = [new ScheduledSwapOptions { Model = "gone", At = due }] },
            new RoleOptions { Name = "r", Model = "a", Schedule = [new ScheduledSwapOptions { Model = "b", At = due }] });
        _ensemble.Time.Advance(TimeSpan.FromMinutes(1) + RoleWatch.Interval);
        await _ensemble.Roles.UntilAsync(r => r["r"].Model == "b");
        _ensemble.Roles.Current["q"].ShouldSatisfyAllConditions(q => q.Model.ShouldBe("a"), q => q.Version.ShouldBe(1));
    }

    [Fact]
    public async Task A_set_time_swaps_and_loads()
    {
        var due = _ensemble.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        Configure(new RoleOptions { Name = "r", Model = "a", Schedule = [new ScheduledSwapOptions { Model = "b", At = TimeOnly.FromDateTime(due.UtcDateTime) }] });
        _ensemble.Time.Advance(TimeSpan.FromSeconds(50));
        Role.Model.ShouldBe("a");
        _ensemble.Time.Advance(RoleWatch.Interval);
        await _ensemble.Roles.UntilAsync(r => r["r"].Model == "b");
        Role.History[^1].ShouldSatisfyAllConditions(e => e.Kind.ShouldBe("schedule"), e => e.Reason.ShouldBe($"scheduled at {due:HH:mm} UTC"));
        Role.SetByApi.ShouldBeFalse();
    }

    [Fact]
    public async Task A_canary_that_does_as_well_is_promoted()
    {
        await TryAsync();
        Ask(200, _ => true);
        await _ensemble.Roles.UntilAsync(r => r["r"].Canary is null);
        Role.ShouldSatisfyAllConditions(r => r.Model.ShouldBe("b"), r => r.Previous.ShouldBe("a"), r => r.Version.ShouldBe(3));
        Role.History[^1].ShouldSatisfyAllConditions(e => e.Kind.ShouldBe("canary"), e => e.By.ShouldBe("canary"), e => e.Reason!.ShouldContain("error rate 0.05"));
    }

    [Fact]
    public async Task A_canary_that_fails_is_rolled_back()
    {
        await TryAsync();
        Ask(50, model => model == "a");
        await _ensemble.Roles.UntilAsync(r => r["r"].Canary is null);
        Role.ShouldSatisfyAllConditions(r => r.Model.ShouldBe("a"), r => r.Version.ShouldBe(3), r => r.History[^1].Kind.ShouldBe("rollback"));
    }

    [Fact]
    public async Task A_canary_gets_its_share_by_the_caller_and_a_swap_without_a_percent_promotes_it()
    {
        await TryAsync(percent: 25);
        var callers = Enumerable.Range(0, 4_000).Select(i => $"conversation {i}").ToList();
        var first = callers.ConvertAll(c => _ensemble.Roles.Enter("r", c)!.Model);
        first.Count(m => m == "b").ShouldBeInRange(900, 1_100);
        callers.ConvertAll(c => _ensemble.Roles.Enter("r", c)!.Model).ShouldBe(first); // Nobody is torn between two models.
        _canaries.ReportOf("r")!.Verdict.ShouldBe(Verdict.Undecided);
        var promoted = await _ensemble.Swaps.SwapAsync(new SwapRequest("r", SwapKinds.Swap, "b"));
        promoted.From.ShouldBe("a");
        Role.ShouldSatisfyAllConditions(r => r.Model.ShouldBe("b"), r => r.Canary.ShouldBeNull());
        _canaries.ReportOf("r").ShouldBeNull();
    }

    [Fact]
    public async Task A_rollback_ends_a_canary_and_leaves_the_player()
    {
        await TryAsync();
        var back = await _ensemble.Swaps.SwapAsync(new SwapRequest("r", SwapKinds.Rollback));
        back.ShouldSatisfyAllConditions(b => b.From.ShouldBe("b"), b => b.To.ShouldBe("a"));
        Role.ShouldSatisfyAllConditions(r => r.Model.ShouldBe("a"), r => r.Canary.ShouldBeNull(), r => r.Previous.ShouldBeNull());
    }

    [Fact]
    public void Learnings_name_a_task_and_no_model()
    {
        using var learnings = new LearningsBook(_ensemble.Time, NullLogger<LearningsBook>.Instance);
        for (var i = 0; i < 10; i++)
        {
            learnings.Ended(Record("a", i > 0, TaskType.Coding));
        }

        learnings.Ended(new RequestRecord { Task = TaskType.Coding, Error = ErrorCodes.InvalidRequest }); // The caller's own.
        learnings.All().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            l => l.Samples.ShouldBe(10), l => l.Success!.Value.ShouldBe(0.9, 0.001), l => l.LatencyMs.ShouldBe(50), l => l.Prefer.ShouldBe("quality"));
    }

    [Fact]
    public void What_such_requests_want_is_said_when_enough_is_known_and_the_memory_of_local_models_is_learned()
    {
        var host = new FakeModelHost();
        host.Places["a@p"] = new Residence("a", "a@p", "p", ResidencePhase.Ready, 4_000, 1, 0, 0, null, null);
        using var learnings = new LearningsBook(_ensemble.Time, NullLogger<LearningsBook>.Instance, host: host);
        for (var i = 0; i < 49; i++)
        {
            learnings.Ended(Record("a", true, TaskType.Coding));
        }

        learnings.PreferenceOf(TaskType.Coding).ShouldBeNull();
        learnings.Ended(Record("a", true, TaskType.Coding));
        learnings.PreferenceOf(TaskType.Coding).ShouldBe("quality");
        learnings.PreferenceOf(TaskType.General).ShouldBeNull();
        learnings.All().Single().MemoryBytes.ShouldBe(4_000);
    }

    [Fact]
    public void What_only_another_answered_is_no_success_of_the_player()
    {
        Configure(new RoleOptions { Name = "r", Model = "a" });
        var record = Record("a", true);
        record.Deployment = Ensemble.Deployment("b"); // A fallback.
        _ensemble.Traffic.Ended(record);
        _ensemble.Traffic.FiguresOf("r", "a", DateTimeOffset.MinValue).ShouldSatisfyAllConditions(f => f.Samples.ShouldBe(1), f => f.Successes.ShouldBe(0));
    }

    public void Dispose() => _watch.Dispose();

    private async Task TryAsync(double percent = 50)
    {
        Configure(new RoleOptions { Name = "r", Model = "a" });
        (await _ensemble.Swaps.SwapAsync(new SwapRequest("r", SwapKinds.Swap, "b") { CanaryPercent = percent })).Kind.ShouldBe("canary");
        Role.Model.ShouldBe("a");
    }

    private void Ask(int pairs, Func<string, bool> success)
    {
        for (var i = 0; i < pairs; i++)
        {
            _ensemble.Traffic.Ended(Record("a", success("a")));
            _ensemble.Traffic.Ended(Record("b", success("b")));
        }
    }

    private async Task LookAfterAsync(string model, bool success, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            _ensemble.Time.SetUtcNow(_ensemble.Time.GetUtcNow() + TimeSpan.FromMilliseconds(1));
            _ensemble.Traffic.Ended(Record(model, success));
        }

        await _watch.LookAsync();
    }

    private void Configure(params RoleOptions[] roles) => _ensemble.Catalog.Update(o => o with { Roles = roles.ToEquatableArray() });

    private static RequestRecord Record(string model, bool success, TaskType task = TaskType.General) => new()
    {
        Role = "r",
        RoleModel = model,
        Task = task,
        Complexity = 0.7,
        Deployment = Ensemble.Deployment(model),
        Error = success ? null : ErrorCodes.UpstreamError,
        LatencyMs = 50,
    };
}
