using Baton.Models;
using Baton.Models.Configuration;
using Baton.Telemetry;
using Baton.Telemetry.Sla;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Telemetry.Sla;

public sealed class SlaBookTests : IDisposable
{
    private static readonly SlaSubject A = new(SlaSubject.Model, "a");
    private static readonly SlaSubject B = new(SlaSubject.Model, "b");
    private static readonly SlaSubject Writer = new(SlaSubject.Role, "writer");

    private readonly FakeTimeProvider _time = new();
    private readonly Lines _log = new();
    private readonly CatalogSource _catalog;
    private readonly SlaBook _book;

    public SlaBookTests()
    {
        var sla = new SlaOptions { Availability = 0.99, LatencyP95Ms = 1_000 };
        var options = Ensemble.Options(new RequestPolicyOptions(), "a", "b", "free");
        _catalog = new CatalogSource(options with
        {
            Models = options.Models.Select(m => m.Card.Id == "free" ? m : m with { Sla = sla }).ToEquatableArray(),
            Roles = [new RoleOptions { Name = "writer", Sla = sla }],
        });
        _book = new SlaBook(_catalog, _time, _log);
    }

    public void Dispose() => _book.Dispose();

    [Fact]
    public void Answers_failures_and_slow_ones_are_told_apart()
    {
        End("a");
        End("a", latency: 1_001);
        End("a", error: ErrorCodes.UpstreamError);

        Hour(A).Counts.ShouldBe(new SlaCounts(3, 1, 1));
    }

    [Fact]
    public void A_callers_own_error_and_one_who_left_do_not_count()
    {
        End("a", error: ErrorCodes.ContextLengthExceeded);
        End("a", error: ErrorCodes.UpstreamRejected);
        _book.Ended(new RequestRecord { Deployment = Of("a"), Abandoned = true, LatencyMs = 9_000 });

        Hour(A).Counts.ShouldBe(default);
    }

    [Fact]
    public void A_model_is_not_excused_by_another_that_answers_in_its_place()
    {
        var record = new RequestRecord { Deployment = Of("b"), Role = "writer", LatencyMs = 5 };
        record.Add(new AttemptRecord(Of("a"), 0) { Error = ErrorCodes.UpstreamTimeout });
        record.Add(new AttemptRecord(Of("a"), 1) { Error = ErrorCodes.UpstreamTimeout });
        record.Add(new AttemptRecord(Of("b"), 2));
        _book.Ended(record);

        Hour(A).Counts.ShouldBe(new SlaCounts(1, 1, 0));
        Hour(B).Counts.ShouldBe(new SlaCounts(1, 0, 0));
        Hour(Writer).Counts.ShouldBe(new SlaCounts(1, 0, 0));
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("a@p", 1)]
    [InlineData("auto", 0)]
    public void A_model_that_rests_while_another_answers_for_it_is_not_available(string requested, int failed)
    {
        var record = new RequestRecord { Deployment = Of("b"), RequestedModel = requested, LatencyMs = 5 };
        record.Add(new AttemptRecord(Of("b"), 0));
        _book.Ended(record);

        Hour(A).Counts.ShouldBe(new SlaCounts(failed, failed, 0));
        Hour(B).Counts.ShouldBe(new SlaCounts(1, 0, 0));
    }

    [Fact]
    public void A_model_that_answers_at_its_second_deployment_is_available_and_a_lost_hedge_says_nothing()
    {
        var record = new RequestRecord { Deployment = Of("a"), LatencyMs = 5 };
        record.Add(new AttemptRecord(Of("a"), 0) { Error = ErrorCodes.UpstreamError });
        record.Add(new AttemptRecord(Of("a"), 1));
        record.Add(new AttemptRecord(Of("b"), 2, Hedge: true) { Cancelled = true });
        _book.Ended(record);

        Hour(A).Counts.ShouldBe(new SlaCounts(1, 0, 0));
        Hour(B).Counts.ShouldBe(default);
    }

    [Fact]
    public void Without_objectives_nothing_is_counted_and_nothing_reported()
    {
        End("free");
        _book.Find(new SlaSubject(SlaSubject.Model, "free")).ShouldBeNull();
        _book.Find(new SlaSubject(SlaSubject.Model, "unknown")).ShouldBeNull();
        _book.All().Select(s => s.Subject).ShouldBe([A, B, Writer]);
    }

    [Fact]
    public void An_alert_is_logged_when_it_begins_and_when_it_ends_and_not_between()
    {
        for (var i = 0; i < 20; i++)
        {
            End("a", error: i < 10 ? ErrorCodes.UpstreamError : null);
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        _log.All.ShouldBe([(LogLevel.Error, "The SLA of the model a is at Page: of 20 requests of the last hour 10 failed and 0 were slow")]);
        _book.Find(A)!.Alert.ShouldBe(SlaAlert.Page);

        _time.Advance(TimeSpan.FromMinutes(40)); // Over for the five minutes, the half hour; the three days still warn.
        _log.All[1].Level.ShouldBe(LogLevel.Warning);
        _time.Advance(TimeSpan.FromHours(6));
        _log.All.Count.ShouldBe(3);
        _log.All[2].ShouldBe((LogLevel.Information, "The SLA of the model a is kept again"));
    }

    [Fact]
    public void Objectives_that_are_taken_back_take_their_history_along()
    {
        End("a");
        _catalog.Update(o => o with { Models = o.Models.Select(m => m with { Sla = null }).ToEquatableArray() });
        _time.Advance(TimeSpan.FromMinutes(1));
        _book.Find(A).ShouldBeNull();
        _catalog.Update(o => o with { Models = o.Models.Select(m => m with { Sla = new SlaOptions { Availability = 0.9 } }).ToEquatableArray() });
        Hour(A).Counts.ShouldBe(default);
    }

    [Fact]
    public void Gauges_show_what_is_measured()
    {
        using var measured = new Measured();
        _ = new SlaMeters(measured.Baton, _book);
        End("a");
        End("a", error: ErrorCodes.UpstreamError);
        measured.Collect();

        measured.Of("baton.sla.availability").ShouldContain("{gen_ai.request.model=a,baton.window=1h} 0.5");
        measured.Of("baton.sla.within_latency").ShouldContain("{gen_ai.request.model=a,baton.window=1h} 1");
        measured.Of("baton.sla.burn_rate").ShouldContain("{gen_ai.request.model=a,baton.window=3d,baton.objective=latency} 0");
        measured.Of("baton.sla.alert").ShouldBe(
            ["{gen_ai.request.model=a} 0", "{gen_ai.request.model=b} 0", "{baton.role=writer} 0"]);
    }

    private void End(string model, double latency = 10, string? error = null) =>
        _book.Ended(new RequestRecord { Deployment = Of(model), LatencyMs = latency, Error = error });

    private Deployment Of(string model) => _catalog.Current.FindDeployment(model + "@p")!;

    private SlaWindowReport Hour(SlaSubject subject) => _book.Find(subject)!.Windows.Single(w => w.Window == SlaWindow.Hour);

    private sealed class Lines : ILogger<SlaBook>
    {
        public List<(LogLevel Level, string Text)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add((logLevel, formatter(state, exception)));
    }
}
