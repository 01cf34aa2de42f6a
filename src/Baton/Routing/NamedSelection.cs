using System.Collections.Immutable;
using Baton.Models;

namespace Baton.Routing;

/// <summary>Routes of requests that name a model, a deployment or a role: that one, then its fallbacks.</summary>
internal static class NamedSelection
{
    /// <summary>The candidates of a model's or a deployment's id.</summary>
    /// <param name="catalog">What there is.</param>
    /// <param name="id">The id. A deployment's names that deployment alone: who asks for one place is not sent to another.</param>
    /// <returns>The candidates; <c>null</c> where nothing has that id.</returns>
    public static ImmutableArray<Candidate>? Candidates(Catalog catalog, string id)
    {
        if (catalog.FindModel(id) is { } model)
        {
            return Candidates(catalog, model, FallbacksOf(model), explain: null);
        }

        return catalog.FindDeployment(id) is { } deployment ? [new Candidate(deployment, 1, null, null, null)] : null;
    }

    /// <summary>The candidates of whoever plays a role.</summary>
    /// <param name="catalog">What there is.</param>
    /// <param name="player">Who plays it; somebody does.</param>
    /// <returns>The candidates; <c>null</c> where the catalog lacks the model.</returns>
    public static ImmutableArray<Candidate>? Candidates(Catalog catalog, RolePlayer player)
    {
        if (catalog.FindModel(player.Model!) is not { } model)
        {
            return null;
        }

        IEnumerable<string> fallbacks = player.Fallbacks is { } own ? own : FallbacksOf(model);
        return Candidates(catalog, model, fallbacks, _ => $"plays the role '{player.Role}'");
    }

    /// <summary>A route over named candidates, without those that policies or the caller's constraints take out.</summary>
    /// <param name="table">The catalog's table.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="candidates">The candidates in order.</param>
    /// <param name="policies">The policies that hold for it.</param>
    /// <param name="estimates">What to expect; asked only where constraints need it.</param>
    /// <returns>The route.</returns>
    public static Route Restrict(
        RoutingTable table, RouteRequest request, ImmutableArray<Candidate> candidates, ImmutableArray<PlacementPolicy> policies, IEstimates estimates)
    {
        if (request is { Constraints: null, LocalOnly: false } && policies.IsEmpty)
        {
            return new Route(request.Task, Strategy.Named, candidates, []);
        }

        var kept = ImmutableArray.CreateBuilder<Candidate>(candidates.Length);
        var violations = new Violations();
        foreach (var candidate in candidates)
        {
            var (one, locality) = (candidate, table.LocalityOf(candidate.Deployment));
            var before = violations.Begin(candidate.Deployment.Model.Id);
            foreach (var policy in policies)
            {
                policy.Check(candidate.Deployment, locality, violations);
            }

            ConstraintCheck.Budget(request, locality, violations);
            if (request.Constraints is { } constraints)
            {
                var estimate = estimates.For(candidate.Deployment, request.Task);
                ConstraintCheck.Explicit(constraints, candidate.Deployment, locality, estimate, violations);
                one = candidate with { Quality = estimate.Quality, LatencyMs = estimate.LatencyMs, CostUsd = estimate.CostUsd };
            }

            if (violations.Count == before)
            {
                kept.Add(one);
            }
        }

        var left = kept.Select(c => c.Deployment.Model.Id).ToHashSet(StringComparer.Ordinal);
        return new Route(request.Task, Strategy.Named, kept.DrainToImmutable(), violations.WithoutModels(left));
    }

    /// <summary>Deployments may differ in their fallbacks; the model's are all of them, in order.</summary>
    private static IEnumerable<string> FallbacksOf(Model model) =>
        model.Deployments.SelectMany(d => d.Policy.Fallbacks ?? []).Distinct(StringComparer.Ordinal);

    private static ImmutableArray<Candidate> Candidates(
        Catalog catalog, Model model, IEnumerable<string> fallbacks, Func<Candidate, string>? explain)
    {
        var candidates = ImmutableArray.CreateBuilder<Candidate>();
        candidates.AddRange(model.Deployments.Select(d => new Candidate(d, 1, null, null, null) { Explain = explain }));
        Func<Candidate, string> fallback = _ => $"fallback, for when '{model.Id}' has no deployment left";
        var behind = fallbacks.Where(id => id != model.Id).Distinct(StringComparer.Ordinal).Select(catalog.FindModel).OfType<Model>();
        foreach (var (place, other) in behind.Index())
        {
            var score = 1.0 / (place + 2);
            candidates.AddRange(other.Deployments.Select(d => new Candidate(d, score, null, null, null) { Explain = fallback }));
        }

        return candidates.DrainToImmutable();
    }
}
