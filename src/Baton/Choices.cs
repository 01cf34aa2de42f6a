using System.Collections.Immutable;
using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.TextCompletions;
using Baton.Routing;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>The candidates of a route that can serve a request at all, or the error that says why there is none.</summary>
internal static class Choices
{
    /// <summary>Takes out who cannot give as many choices as were asked for (WIRE 16), or has no place for what is said.</summary>
    public static ImmutableArray<Candidate> ThatServe(Route route, ChatOptions options)
    {
        if (route.Candidates.IsEmpty)
        {
            throw NoCandidate(route);
        }

        return options.RawRepresentationFactory?.Target switch
        {
            RawChatRequest { Facts.N: > 1 and var n } => OnOpenAIsWire(
                route, "n", $"'n' is {n}, and {route.Candidates[0].Deployment.Id} gives one choice a request: ask again, or ask a model that can."),
            RawTextRequest { Unsayable: { } field } => OnOpenAIsWire(route, field, RawTextRequest.WhyNot(field)),
            _ => route.Candidates,
        };
    }

    /// <summary>Takes out whom the caller may not ask.</summary>
    /// <exception cref="BatonException"><see cref="ErrorCodes.ModelNotAllowed"/>: nobody else is left.</exception>
    public static Route ThatMay(Route route, BatonChatOptions? options)
    {
        if (options is null || options.AllowedModels.IsEmpty || route.Candidates.IsEmpty)
        {
            return route;
        }

        var (allowed, target) = (options.AllowedModels, options.ModelId ?? "auto");
        if (allowed.Contains(target, StringComparer.Ordinal))
        {
            return route;
        }

        var left = route.Candidates.RemoveAll(c =>
            !allowed.Contains(c.Deployment.Model.Id, StringComparer.Ordinal) && !allowed.Contains(c.Deployment.Id, StringComparer.Ordinal));
        return left.IsEmpty
            ? throw new BatonException(ErrorCodes.ModelNotAllowed, $"This key may not ask '{target}'; it may ask {string.Join(", ", allowed)}.") { Param = "model" }
            : route with { Candidates = left };
    }

    private static ImmutableArray<Candidate> OnOpenAIsWire(Route route, string param, string whyNot)
    {
        var able = route.Candidates.RemoveAll(c => c.Deployment.Provider.Kind is not (ProviderKinds.OpenAI or ProviderKinds.LlamaServer));
        return able.IsEmpty ? throw new BatonException(ErrorCodes.InvalidRequest, whyNot) { Param = param } : able;
    }

    /// <summary>Why constraints or policies left no model.</summary>
    public static BatonException NoCandidate(Route route)
    {
        if (route.Strategy == Strategy.Named && !route.Excluded.IsEmpty && route.Excluded.All(e => e.Constraint == PlacementPolicy.Constraint))
        {
            return new BatonException(
                ErrorCodes.PolicyDenied,
                $"{string.Join("; ", route.Excluded.Select(e => $"'{e.Model}' may not be asked for this: {e.Reason}"))}. Ask for 'auto', or for a model that it allows.")
            { Param = "model" };
        }

        var reasons = route.Excluded.GroupBy(e => e.Constraint, StringComparer.Ordinal)
            .Select(g => $"{g.Key} excluded {string.Join(", ", g.Select(e => e.Model))} ({g.First().Reason})");
        var why = route.Excluded.IsEmpty ? "no model is configured" : string.Join("; ", reasons);
        return new BatonException(ErrorCodes.NoCandidate, $"No model fulfils the request: {why}.");
    }
}
