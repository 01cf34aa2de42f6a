using System.Collections.Concurrent;
using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.Logging;

namespace Baton.Telemetry.Sla;

/// <summary>
/// Counts requests towards the objectives of models and roles. A model is held to the requests that it was asked to answer,
/// also where another answered in its place; a role to what its callers got. Nothing is evaluated on a request's path.
/// </summary>
internal sealed partial class SlaBook : IRequestObserver, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<SlaSubject, Track> _tracks = new();
    private readonly CatalogSource _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<SlaBook> _logger;
    private readonly long _started;
    private readonly ITimer _timer;

    public SlaBook(CatalogSource catalog, TimeProvider time, ILogger<SlaBook> logger)
    {
        (_catalog, _time, _logger) = (catalog, time, logger);
        _started = time.GetTimestamp();
        _timer = time.CreateTimer(static book => ((SlaBook)book!).Look(), this, LookEvery, LookEvery);
    }

    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        if (record.Abandoned || (record.Error is { } error && ErrorCodes.IsCallers(error)))
        {
            return;
        }

        var catalog = _catalog.Current;
        if (record.Role is { } role && catalog.FindRole(role)?.Sla is { } ofRole)
        {
            Count(new SlaSubject(SlaSubject.Role, role), ofRole, record.Error is not null, record.LatencyMs);
        }

        if (record.CacheHit is true)
        {
            return; // No model was asked.
        }

        if (record.AttemptLog.Count == 0)
        {
            CountModel(catalog, record.Deployment?.Model.Id, record.Error is not null, record.LatencyMs);
            return;
        }

        if (AskedModel(catalog, record) is { } asked && !record.AttemptLog.Any(a => a.Deployment.Model.Id == asked))
        {
            CountModel(catalog, asked, failed: true, latencyMs: null); // It rests, so that another was asked at once.
        }

        for (var i = 0; i < record.AttemptLog.Count; i++)
        {
            var model = record.AttemptLog[i].Deployment.Model.Id;
            if (Outcome(record.AttemptLog, i, model) is { } failed)
            {
                CountModel(catalog, model, failed, record.LatencyMs);
            }
        }
    }

    /// <summary>How a model or a role does.</summary>
    /// <returns>Its report; <c>null</c> where it has no objectives.</returns>
    public SlaReport? Find(SlaSubject subject) => ObjectivesOf(subject) is not { } objectives ? null
        : _tracks.TryGetValue(subject, out var track) ? track.Report(objectives, Now)
        : SlaEvaluation.Of(objectives, _ => default);

    /// <summary>Every model and role with objectives, and how it does.</summary>
    public IEnumerable<(SlaSubject Subject, SlaReport Report)> All()
    {
        var options = _catalog.Current.Options;
        return options.Models.Where(m => m.Sla is not null).Select(m => new SlaSubject(SlaSubject.Model, m.Card.Id))
            .Concat(options.Roles.Where(r => r.Sla is not null).Select(r => new SlaSubject(SlaSubject.Role, r.Name)))
            .Select(subject => (subject, Find(subject)!));
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Whether a model failed, told at the last attempt that asked it; <c>null</c> before that, and where it was only called off.</summary>
    private static bool? Outcome(IReadOnlyList<AttemptRecord> log, int at, string model)
    {
        bool? failed = null;
        for (var i = 0; i < log.Count; i++)
        {
            if (log[i].Deployment.Model.Id != model)
            {
                continue;
            }

            if (i > at)
            {
                return null;
            }

            failed = log[i].Cancelled ? failed : log[i].Error is not null && failed is not false;
        }

        return failed;
    }

    /// <summary>The model that the caller named; <c>null</c> where he left the choice to a role or to the router.</summary>
    private static string? AskedModel(Catalog catalog, RequestRecord record) => record.RequestedModel is { } name
        ? catalog.FindModel(name)?.Id ?? catalog.FindDeployment(name)?.Model.Id
        : null;

    private TimeSpan Now => _time.GetElapsedTime(_started);

    private void CountModel(Catalog catalog, string? id, bool failed, double? latencyMs)
    {
        if (id is not null && catalog.FindModel(id)?.Sla is { } objectives)
        {
            Count(new SlaSubject(SlaSubject.Model, id), objectives, failed, latencyMs);
        }
    }

    private void Count(SlaSubject subject, SlaOptions objectives, bool failed, double? latencyMs)
    {
        var slow = !failed && latencyMs > objectives.LatencyP95Ms;
        _tracks.GetOrAdd(subject, static _ => new Track()).Add(Now, new SlaCounts(1, failed ? 1 : 0, slow ? 1 : 0));
    }

    private SlaOptions? ObjectivesOf(SlaSubject subject) => subject.Kind == SlaSubject.Role
        ? _catalog.Current.FindRole(subject.Name)?.Sla
        : _catalog.Current.FindModel(subject.Name)?.Sla;

    /// <summary>Says which alerts began and ended, and forgets what has no objectives any more.</summary>
    private void Look()
    {
        foreach (var (subject, track) in _tracks)
        {
            if (ObjectivesOf(subject) is not { } objectives)
            {
                _tracks.TryRemove(subject, out _);
                continue;
            }

            var report = track.Report(objectives, Now);
            if (track.Announce(report.Alert))
            {
                Say(subject, report);
            }
        }
    }

    private void Say(SlaSubject subject, SlaReport report)
    {
        if (report.Alert == SlaAlert.Ok)
        {
            LogEnded(subject.Kind, subject.Name);
            return;
        }

        var hour = report.Windows.First(w => w.Window == SlaWindow.Hour);
        LogBegan(
            report.Alert == SlaAlert.Page ? LogLevel.Error : LogLevel.Warning, subject.Kind, subject.Name, report.Alert, hour.Counts.Failed, hour.Counts.Slow, hour.Counts.Requests);
    }

    [LoggerMessage(Message = "The SLA of the {Kind} {Name} is at {Alert}: of {Requests} requests of the last hour {Failed} failed and {Slow} were slow")]
    private partial void LogBegan(LogLevel level, string kind, string name, SlaAlert alert, long failed, long slow, long requests);

    [LoggerMessage(Level = LogLevel.Information, Message = "The SLA of the {Kind} {Name} is kept again")]
    private partial void LogEnded(string kind, string name);

    /// <summary>The history of one of them; its lock is held for a few additions.</summary>
    private sealed class Track
    {
        private readonly SlaHistory _history = new();
        private readonly Lock _lock = new();
        private SlaAlert _announced;

        public void Add(TimeSpan now, SlaCounts counts)
        {
            lock (_lock)
            {
                _history.Add(now, counts);
            }
        }

        public SlaReport Report(SlaOptions objectives, TimeSpan now)
        {
            lock (_lock)
            {
                return SlaEvaluation.Of(objectives, window => _history.Sum(now, window.Length));
            }
        }

        /// <summary>Whether that is news; only the timer asks.</summary>
        public bool Announce(SlaAlert alert)
        {
            var news = alert != _announced;
            _announced = alert;
            return news;
        }
    }
}

/// <summary>Who is held to objectives.</summary>
/// <param name="Kind"><see cref="Model"/> or <see cref="Role"/>.</param>
/// <param name="Name">The model's id, or the role's name.</param>
internal readonly record struct SlaSubject(string Kind, string Name)
{
    public const string Model = "model";
    public const string Role = "role";
}
