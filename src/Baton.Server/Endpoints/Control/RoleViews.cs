using Baton.Balancing;
using Baton.Models;
using Baton.Roles;
using Baton.Telemetry.Sla;

namespace Baton.Server.Endpoints.Control;

/// <summary>A role and its swaps as the API shows them (CONTRACT, shapes role and swap event).</summary>
internal static class RoleViews
{
    public static object Of(RoleAssignment role, string? warming, Catalog catalog, SlaBook sla, bool failed = false) => new
    {
        role.Role,
        role.Model,
        role.Version,
        role.Since,
        role.Previous,
        state = StateOf(role, warming, catalog),
        requires = (IEnumerable<string>?)catalog.FindRole(role.Role)?.Requires ?? [],
        canary = CanaryOf(role.Canary),
        sla = SlaView.Of(sla.Find(new SlaSubject(SlaSubject.Role, role.Role))),
        history = (failed ? role.History.Concat(role.Failed).OrderBy(e => e.At) : role.History.AsEnumerable()).Select(Of),
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

    private static object? CanaryOf(RoleCanary? canary) => canary is null ? null : new { canary.Model, canary.Percent, canary.Since };

    /// <summary>Degraded: somebody plays, and nobody of his could answer now.</summary>
    private static string StateOf(RoleAssignment role, string? warming, Catalog catalog)
    {
        if (role.Model is null)
        {
            return warming is null ? "empty" : "loading";
        }

        if (warming is not null)
        {
            return "swapping";
        }

        return catalog.FindModel(role.Model) is { } model && model.Deployments.Any(IsWell) ? "ready" : "degraded";
    }

    private static bool IsWell(Deployment deployment)
    {
        var state = DeploymentState.Of(deployment);
        return state is { ModelMissing: false, Circuit: not CircuitPhase.Open };
    }
}
