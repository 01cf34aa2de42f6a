using System.Collections.Concurrent;
using System.Globalization;
using Baton.Roles.Traffic;
using Microsoft.Extensions.Logging;

namespace Baton.Roles.Trials;

/// <summary>A trial's figures, side by side.</summary>
/// <param name="Verdict">What they show.</param>
/// <param name="Canary">The canary's.</param>
/// <param name="Player">The player's over the same time.</param>
internal sealed record TrialReport(Verdict Verdict, PlayerFigures Canary, PlayerFigures Player);

/// <summary>Follows every canary request by request, and promotes it or rolls it back when the test has decided.</summary>
internal sealed partial class CanaryWatch
{
    private readonly ConcurrentDictionary<string, Trial> _trials = new(StringComparer.Ordinal);
    private readonly RoleBook _book;
    private readonly RoleSwaps _swaps;
    private readonly RoleTraffic _traffic;
    private readonly ILogger _logger;

    public CanaryWatch(RoleBook book, RoleSwaps swaps, RoleTraffic traffic, ILogger<CanaryWatch> logger)
    {
        (_book, _swaps, _traffic, _logger) = (book, swaps, traffic, logger);
        traffic.Sampled += Sampled;
        book.Swapped += swap => Follow(swap.Role);
        foreach (var role in book.Names)
        {
            Follow(role);
        }
    }

    /// <summary>How a role's canary does; <c>null</c> where there is none.</summary>
    public TrialReport? ReportOf(string role) => _book.Current.GetValueOrDefault(role) is { Model: { } model, Canary: { } canary }
        ? new TrialReport(
            _trials.TryGetValue(role, out var trial) ? trial.Verdict : Verdict.Undecided,
            _traffic.FiguresOf(role, canary.Model, canary.Since), _traffic.FiguresOf(role, model, canary.Since))
        : null;

    private void Follow(string role)
    {
        if (_book.Current.GetValueOrDefault(role) is { Canary: { } canary } assignment)
        {
            _trials.AddOrUpdate(role, _ => new Trial(assignment, canary), (_, old) => old.Since == canary.Since ? old : new Trial(assignment, canary));
        }
        else
        {
            _trials.TryRemove(role, out _);
            if (!_book.Current.ContainsKey(role))
            {
                _traffic.Forget(role);
            }
        }
    }

    private void Sampled(string role, TrafficSample sample)
    {
        if (_trials.TryGetValue(role, out var trial) && trial.Add(sample) is var verdict and not Verdict.Undecided)
        {
            _ = EndAsync(role, trial, verdict);
        }
    }

    private async Task EndAsync(string role, Trial trial, Verdict verdict)
    {
        var report = ReportOf(role);
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"the canary '{trial.Canary}' {(verdict == Verdict.Promote ? "is not worse than" : trial.IsSlower ? "is far slower than" : "is worse than")} '{trial.Player}': success {report?.Canary.Success:0.###} of {report?.Canary.Samples} against {report?.Player.Success:0.###} of {report?.Player.Samples}, {report?.Canary.LatencyMs:0} ms against {report?.Player.LatencyMs:0} ms at the median, error rate {SequentialTest.ErrorRate}");
        var request = verdict == Verdict.Promote ? new SwapRequest(role, SwapKinds.Canary, trial.Canary) : new SwapRequest(role, SwapKinds.Rollback);
        try
        {
            // Void where somebody changed the role meanwhile: what was decided was decided about this trial.
            await _swaps.SwapAsync(request with { By = SwapKinds.Canary, Reason = reason, AtVersion = trial.Version }).ConfigureAwait(false);
        }
        catch (BatonException e)
        {
            LogFailed(role, trial.Canary, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The trial of {Model} in '{Role}' was decided, and its swap failed: {Message}")]
    private partial void LogFailed(string role, string model, string message);

    /// <summary>One trial; it decides once.</summary>
    private sealed class Trial(RoleAssignment role, RoleCanary canary)
    {
        private readonly Lock _lock = new();
        private readonly SequentialTest _test = new();

        public string Player { get; } = role.Model!;

        public string Canary { get; } = canary.Model;

        public int Version { get; } = role.Version;

        public DateTimeOffset Since { get; } = canary.Since;

        public Verdict Verdict => _test.Verdict;

        public bool IsSlower => _test.IsSlower;

        public Verdict Add(TrafficSample sample)
        {
            lock (_lock)
            {
                var before = _test.Verdict;
                if (before != Verdict.Undecided || (sample.Model != Player && sample.Model != Canary))
                {
                    return Verdict.Undecided;
                }

                return _test.Add(sample.Model == Canary, sample.Success, sample.LatencyMs);
            }
        }
    }
}
