using Baton.Balancing;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Roles.Traffic;
using Baton.Routing;
using Microsoft.Extensions.Logging;

namespace Baton.Roles.Automatic;

/// <summary>Looks every ten seconds after roles: whether one is under par and swaps by itself, and whether a set time has come.</summary>
internal sealed partial class RoleWatch : IDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Of the quality that the file's model for the role declares, where <c>quality_below</c> says nothing.</summary>
    private const double ShareOfTarget = 0.9;

    private readonly Dictionary<string, AutoState> _states = new(StringComparer.Ordinal);
    private readonly RoleBook _book;
    private readonly RoleSwaps _swaps;
    private readonly RoleTraffic _traffic;
    private readonly CatalogSource _catalog;
    private readonly IEstimates _estimates;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private DateTimeOffset _looked;
    private int _looking;

    public RoleWatch(
        RoleBook book, RoleSwaps swaps, RoleTraffic traffic, CatalogSource catalog, IEstimates estimates, TimeProvider time, ILogger<RoleWatch> logger)
    {
        (_book, _swaps, _traffic, _catalog, _estimates, _time, _logger) = (book, swaps, traffic, catalog, estimates, time, logger);
        _looked = time.GetUtcNow(); // What was missed while the program did not run is not made up for.
        _timer = time.CreateTimer(static watch => _ = ((RoleWatch)watch!).LookAsync(), this, Interval, Interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Looks once; a look that still runs is not joined by another.</summary>
    internal async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return;
        }

        try
        {
            var now = _time.GetUtcNow();
            var after = _looked;
            _looked = now;
            foreach (var options in _catalog.Current.Options.Roles)
            {
                foreach (var entry in options.Schedule.Where(e => ScheduleRules.IsDue(e, after, now)))
                {
                    await SwapAsync(new SwapRequest(options.Name, ScheduledKind(options.Name), entry.Model) { By = SwapKinds.Schedule, Reason = $"scheduled at {entry.At:HH\\:mm} {entry.TimeZone}" }).ConfigureAwait(false);
                }

                if (options.AutoSwap.Enabled && Look(options, now) is { } swap)
                {
                    await SwapAsync(swap).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            LogBroken(e); // A timer's call has nobody to tell.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    /// <summary>An empty role is loaded when its time comes.</summary>
    private string ScheduledKind(string role) => _book.Current.GetValueOrDefault(role)?.Model is null ? SwapKinds.Load : SwapKinds.Schedule;

    private SwapRequest? Look(RoleOptions options, DateTimeOffset now)
    {
        if (_book.Current.GetValueOrDefault(options.Name) is not { Model: { } model, Canary: null } role || _catalog.Current.FindModel(model) is not { } playing)
        {
            return null; // A trial decides for itself.
        }

        var (figures, last) = _traffic.LatelyOf(role.Role, model, role.Since, Math.Max(20, 2 * options.AutoSwap.MinSamples));
        var typical = _traffic.ProfileOf(role.Role).Typical;
        var quality = _estimates.For(playing.Deployments[0], typical).Quality;
        var standing = new RoleStanding(role.Role, model, role.Version, figures, last, quality, role.Previous is not null);
        var meant = options.Model is { } named ? _catalog.Current.FindModel(named)?.Card.Quality : null;
        var bound = options.AutoSwap.QualityBelow ?? (ShareOfTarget * meant);
        var (next, swap) = AutoSwapRules.Look(
            _states.GetValueOrDefault(role.Role, AutoState.Initial), standing, options.AutoSwap, bound,
            WindowRules.IsOpen(options.AutoSwap.Windows, now) ? CandidatesOf(options, role, typical) : [], now);
        _states[role.Role] = next;
        return swap;
    }

    private List<AutoCandidate> CandidatesOf(RoleOptions options, RoleAssignment role, TaskAnalysis typical) =>
    [
        .. options.AutoSwap.Candidates.Select(_catalog.Current.FindModel).OfType<Model>().Select(model =>
        {
            var estimate = _estimates.For(model.Deployments[0], typical);
            var seen = _traffic.FiguresOf(role.Role, model.Id, DateTimeOffset.MinValue);
            var success = seen.Samples >= options.AutoSwap.MinSamples ? seen.Success!.Value : model.Deployments.Any(IsWell) ? 1 : 0;
            return new AutoCandidate(model.Id, estimate.Quality, success, seen.LatencyMs ?? estimate.LatencyMs);
        }),
    ];

    private static bool IsWell(Deployment deployment) => DeploymentState.Of(deployment) is { ModelMissing: false, Circuit: not CircuitPhase.Open };

    private async Task SwapAsync(SwapRequest request)
    {
        try
        {
            await _swaps.SwapAsync(request).ConfigureAwait(false);
        }
        catch (BatonException e)
        {
            LogFailed(request.Kind, request.Role, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind}: '{Role}' stays as it is. {Message}")]
    private partial void LogFailed(string kind, string role, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "A look after the roles failed by a bug of Baton")]
    private partial void LogBroken(Exception exception);
}
