using Baton.Balancing;
using Baton.Models;
using Baton.Residency;
using Baton.Roles;
using Baton.Roles.Traffic;
using Baton.Roles.Trials;
using Baton.Telemetry.Sla;

namespace Baton.Server.Endpoints.Control;

/// <summary>A role and its swaps as the API shows them (CONTRACT, shapes role and swap event).</summary>
internal sealed class RoleViews(RoleSwaps swaps, CanaryWatch canaries, RoleTraffic traffic, CatalogSource catalog, SlaBook sla, IModelHost host)
{
    /// <summary>A role.</summary>
    /// <param name="role">The role.</param>
    /// <param name="failed">Whether failed swaps stand among its history.</param>
    /// <param name="most">The last so many of its history: what is sent or held again and again must not grow with it.</param>
    public object Of(RoleAssignment role, bool failed = false, int most = int.MaxValue) => new
    {
        role.Role,
        role.Model,
        role.Version,
        role.Since,
        role.Previous,
        state = StateOf(role, swaps.WarmingFor(role.Role)),
        requires = (IEnumerable<string>?)catalog.Current.FindRole(role.Role)?.Requires ?? [],
        canary = CanaryOf(role, canaries.ReportOf(role.Role)),
        figures = FiguresOf(role),
        sla = SlaView.Of(sla.Find(new SlaSubject(SlaSubject.Role, role.Role))),
        history = (failed ? role.History.Concat(role.Failed).OrderBy(e => e.At) : role.History.AsEnumerable()).TakeLast(most).Select(Of),
    };

    public static object Of(SwapEvent swap) => new
    {
        swap.Id,
        swap.Role,
        swap.From,
        swap.To,
        swap.Version,
        swap.At,
        swap.Kind,
        swap.By,
        swap.Reason,
        swap.Success,
        swap.Error,
        phases = (IEnumerable<SwapPhase>)swap.Phases,
        warnings = (IEnumerable<SwapWarning>)swap.Warnings,
        swap.RollbackAvailable,
    };

    private static object? CanaryOf(RoleAssignment role, TrialReport? trial) => role.Canary is not { } canary ? null : new
    {
        canary.Model,
        canary.Percent,
        canary.Since,
        samples = trial?.Canary.Samples ?? 0,
        verdict = trial?.Verdict switch { Verdict.Promote => "promote", Verdict.RollBack => "roll_back", _ => "undecided" },
        success = trial?.Canary.Success,
        latency_ms = trial?.Canary.LatencyMs,
        against = trial is null ? null : Of(trial.Player),
    };

    /// <summary>How the player does among the last requests, and how the one did whom he replaced.</summary>
    private object? FiguresOf(RoleAssignment role) => role.Model is not { } model ? null : new
    {
        now = Of(traffic.FiguresOf(role.Role, model, role.Since)),
        before = traffic.Before(role.Role, model) is { } before ? Of(before) : null,
    };

    private static object Of(PlayerFigures figures) => new { figures.Samples, figures.Success, figures.LatencyMs };

    /// <summary>Degraded: somebody plays, and nobody of his could answer now.</summary>
    private string StateOf(RoleAssignment role, string? warming)
    {
        if (role.Model is null)
        {
            return warming is null ? "empty" : "loading";
        }

        if (warming is not null)
        {
            return "swapping";
        }

        return catalog.Current.FindModel(role.Model) is { } model && model.Deployments.Any(IsWell) ? "ready" : "degraded";
    }

    private bool IsWell(Deployment deployment)
    {
        var state = DeploymentState.Of(deployment);
        return state is { ModelMissing: false, Circuit: not CircuitPhase.Open } && host.Find(deployment)?.Phase != ResidencePhase.Failed;
    }
}
