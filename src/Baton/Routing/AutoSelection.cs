using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Baton.Models;
using Baton.Routing.Rules;

namespace Baton.Routing;

/// <summary>One choice of <c>auto</c>: estimates each deployment once, takes out what does not fit, orders the rest.</summary>
internal sealed class AutoSelection(
    RoutingTable table, RouteRequest request, ImmutableArray<PlacementPolicy> policies, Strategy strategy, IEstimates estimates, IRoleResolver roles)
{
    private readonly ImmutableArray<Model> _models = table.Catalog.Models;
    private readonly List<Fit> _fits = new(table.Catalog.Models.Length);
    private readonly List<Standing> _standings = new(table.Catalog.Models.Length);
    private readonly Violations _violations = new();

    public Route Choose()
    {
        for (var i = 0; i < _models.Length; i++)
        {
            Consider(i);
        }

        var rule = ApplyRules();
        CollectionsMarshal.AsSpan(_standings).Sort(Standing.Compare);
        var candidates = new Candidate[_fits.Count];
        var inFront = _standings.Where(s => s.Place < int.MaxValue).Sum(s => s.Count);
        var explanation = new Explanation(request.Task, strategy, rule, inFront, candidates);
        Func<Candidate, string> explain = explanation.Explain;
        var next = 0;
        foreach (var standing in _standings)
        {
            var fits = CollectionsMarshal.AsSpan(_fits).Slice(standing.First, standing.Count);
            fits.Sort(Fit.Compare);
            foreach (ref readonly var fit in fits)
            {
                candidates[next++] = new Candidate(
                    fit.Deployment, fit.Score, fit.Estimate.Quality, fit.Estimate.LatencyMs, fit.Estimate.CostUsd)
                { Explain = explain };
            }
        }

        return new Route(request.Task, strategy.Name, ImmutableCollectionsMarshal.AsImmutableArray(candidates), _violations.All());
    }

    private void Consider(int index)
    {
        var model = _models[index];
        var (first, before) = (_fits.Count, _violations.Begin(model.Id));
        for (var i = 0; i < model.Deployments.Length; i++)
        {
            var deployment = model.Deployments[i];
            var estimate = estimates.For(deployment, request.Task);
            var found = _violations.Count;
            ConstraintCheck.Implicit(request.Task, deployment, _violations);
            foreach (var policy in policies)
            {
                policy.Check(deployment, table.Locals[index][i], _violations);
            }

            ConstraintCheck.Budget(request, table.Locals[index][i], _violations);
            if (request.Constraints is { } constraints)
            {
                ConstraintCheck.Explicit(constraints, deployment, table.Locals[index][i], estimate, _violations);
            }

            if (_violations.Count == found)
            {
                var score = Scoring.Score(estimate, request.Task, strategy);
                _fits.Add(new Fit(deployment, i, estimate, score, Scoring.Score(estimate, request.Task, Strategy.Balanced)));
            }
        }

        if (_fits.Count > first)
        {
            _violations.Forget(before);
            var best = BestOf(CollectionsMarshal.AsSpan(_fits)[first..]);
            _standings.Add(new Standing(index, first, _fits.Count - first, IsUnsure(model.Card, request.Task), best.Score, best.Tie));
        }
    }

    private static Fit BestOf(ReadOnlySpan<Fit> fits)
    {
        var best = fits[0];
        foreach (ref readonly var fit in fits[1..])
        {
            if (Fit.Compare(fit, best) < 0)
            {
                best = fit;
            }
        }

        return best;
    }

    /// <summary>The first rule that holds and names a model that is left puts its models in front, in its order.</summary>
    private RoutingRule? ApplyRules()
    {
        var input = new RuleInput(request.Task, request.Facts);
        foreach (var rule in table.Rules)
        {
            if (rule.When.Matches(input) && PutInFront(rule))
            {
                return rule;
            }
        }

        return null;
    }

    private bool PutInFront(RoutingRule rule)
    {
        var any = false;
        var standings = CollectionsMarshal.AsSpan(_standings);
        for (var place = rule.Use.Count - 1; place >= 0; place--)
        {
            var index = RuleUse.Find(rule.Use[place], table.Catalog, roles) is { } model ? table.IndexOf(model.Id) : -1;
            foreach (ref var standing in standings)
            {
                if (standing.Model == index)
                {
                    standing = standing with { Place = place };
                    any = true;
                }
            }
        }

        return any;
    }

    internal static bool IsUnsure(ModelCard card, TaskAnalysis task) => card.Capabilities is null && !task.Requires.IsEmpty;

    /// <summary>A deployment that is left.</summary>
    private readonly record struct Fit(Deployment Deployment, int Index, Estimate Estimate, double Score, double Tie)
    {
        public static int Compare(Fit a, Fit b) => (b.Score, b.Tie, a.Index).CompareTo((a.Score, a.Tie, b.Index));
    }

    /// <summary>
    /// A model that is left. In order: what a rule names, what is known to be able, the strategy's score, the balanced score,
    /// the configuration's order.
    /// </summary>
    private readonly record struct Standing(int Model, int First, int Count, bool Unsure, double Score, double Tie)
    {
        public int Place { get; init; } = int.MaxValue;

        public static int Compare(Standing a, Standing b) =>
            (a.Place, a.Unsure, b.Score, b.Tie, a.Model).CompareTo((b.Place, b.Unsure, a.Score, a.Tie, b.Model));
    }
}
