using System.Globalization;
using Baton.Models;

namespace Baton.Routing;

/// <summary>
/// What takes a deployment out. A caller's constraint that cannot be shown to hold, because the figure is unknown, counts as
/// violated: a bound on cost that lets an unknown price pass would be none.
/// </summary>
internal static class ConstraintCheck
{
    /// <summary>What the budgets demand, whoever chooses.</summary>
    public static void Budget(RouteRequest request, Locality locality, Violations violations)
    {
        if (request.LocalOnly && locality != Locality.Local)
        {
            violations.Add(RouteRequest.BudgetConstraint, "runs in the cloud, and so much of a budget is spent that only local models may answer (local_only_at)");
        }
    }

    /// <summary>What the caller demands.</summary>
    public static void Explicit(
        RouteConstraints demanded, Deployment deployment, Locality locality, in Estimate estimate, Violations violations)
    {
        if (demanded.MaxCostUsd is { } cost && !(estimate.CostUsd <= cost))
        {
            violations.Add("max_cost_usd", estimate.CostUsd is { } expected
                ? $"expected to cost {Figures.Usd(expected)}, more than {Figures.Usd(cost)}"
                : $"its price is unknown, so it cannot be held to {Figures.Usd(cost)}; give the model a 'price'");
        }

        if (demanded.MaxLatencyMs is { } latency && !(estimate.LatencyMs <= latency))
        {
            violations.Add("max_latency_ms", estimate.LatencyMs is { } expected
                ? $"expected to take {Figures.Ms(expected)}, longer than {Figures.Ms(latency)}"
                : $"its latency is unknown, so it cannot be held to {Figures.Ms(latency)}; give the model 'latency_ms' and 'tokens_per_second'");
        }

        if (demanded.MinQuality is { } quality && !(estimate.Quality >= quality))
        {
            violations.Add("min_quality", estimate.Quality is { } expected
                ? $"expected quality {Figures.Share(expected)}, less than {Figures.Share(quality)}"
                : $"its quality is unknown, so it cannot be held to {Figures.Share(quality)}; give the model a 'quality'");
        }

        if (demanded.MinContext is { } context && !(deployment.ContextWindow >= context))
        {
            violations.Add("min_context", deployment.ContextWindow is { } window
                ? $"its context window is {Figures.Tokens(window)}, less than {Figures.Tokens(context)}"
                : $"its context window is unknown, so it cannot be held to {Figures.Tokens(context)}; give the model a 'context_window'");
        }

        if (demanded.Locality is { } place && place != locality)
        {
            violations.Add("locality", $"runs {InWords(locality)}, and {InWords(place)} is demanded");
        }

        CheckNames(demanded, deployment, violations);
    }

    /// <summary>What follows from the request itself; applies where the router chooses, not to a model that was named.</summary>
    public static void Implicit(TaskAnalysis task, Deployment deployment, Violations violations)
    {
        foreach (var capability in task.Requires.AsSpan())
        {
            if (deployment.Model.Can(capability) == false)
            {
                violations.Add("requires", $"the request needs '{capability}', and the model's capabilities do not list it");
                break;
            }
        }

        if (deployment.Model.Capabilities is { Count: 1 } only && only[0] == Capabilities.Embeddings)
        {
            violations.Add("requires", "turns text into vectors and does not chat");
        }

        var needed = (long)task.InputTokens + task.OutputTokens;
        if (deployment.ContextWindow is { } window && window < needed)
        {
            violations.Add("context", string.Create(
                CultureInfo.InvariantCulture,
                $"its context window is {Figures.Tokens(window)}, and the request needs about {needed} ({task.InputTokens} sent, {task.OutputTokens} expected)"));
        }
    }

    private static void CheckNames(RouteConstraints demanded, Deployment deployment, Violations violations)
    {
        foreach (var capability in demanded.Capabilities.AsSpan())
        {
            if (deployment.Model.Can(capability) is var can and not true)
            {
                violations.Add("capabilities", can is null
                    ? $"'{capability}' is demanded, and nothing is known of its capabilities; give the model 'capabilities'"
                    : $"'{capability}' is demanded, and its capabilities do not list it");
                break;
            }
        }

        if (!demanded.Providers.IsEmpty && !demanded.Providers.AsSpan().Contains(deployment.Provider.Name))
        {
            violations.Add("providers", $"is at '{deployment.Provider.Name}', not at {string.Join(" or ", demanded.Providers.Select(p => $"'{p}'"))}");
        }
    }

    private static string InWords(Locality locality) => locality == Locality.Local ? "locally" : "in the cloud";
}
