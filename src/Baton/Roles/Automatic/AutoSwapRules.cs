using System.Collections.Immutable;
using System.Globalization;
using Baton.Models.Configuration;
using Baton.Roles.Traffic;

namespace Baton.Roles.Automatic;

/// <summary>What the automatic swap remembers of a role between two looks.</summary>
/// <param name="Version">The role's version at the last look.</param>
/// <param name="Breaches">Looks in a row that found the model under par.</param>
/// <param name="Seen">When the last request ended that a look has counted.</param>
/// <param name="Swapped">When it last swapped the role by itself.</param>
internal sealed record AutoState(int Version, int Breaches, DateTimeOffset Seen, DateTimeOffset Swapped)
{
    public static AutoState Initial { get; } = new(0, 0, DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>What the new model must not fall under, after an automatic swap; <c>null</c>: nothing.</summary>
    public Baseline? Held { get; init; }

    /// <summary>Models that did worse than those they replaced, and until when they are not tried again.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Rejected { get; init; } = ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);
}

/// <summary>How the replaced model did.</summary>
/// <param name="Model">The model that replaced it.</param>
/// <param name="Success">The share of successes of the one that it replaced.</param>
internal sealed record Baseline(string Model, double Success);

/// <summary>How a role does now.</summary>
/// <param name="Role">Its name.</param>
/// <param name="Model">Who plays it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Figures">How he did lately.</param>
/// <param name="Last">When the last of those requests ended.</param>
/// <param name="Quality">His quality, measured or declared; <c>null</c> where unknown.</param>
/// <param name="HasPrevious">Whether one step back is possible.</param>
internal sealed record RoleStanding(string Role, string Model, int Version, PlayerFigures Figures, DateTimeOffset Last, double? Quality, bool HasPrevious);

/// <summary>Who could play instead.</summary>
/// <param name="Model">The model.</param>
/// <param name="Quality">Its predicted quality; <c>null</c> where unknown.</param>
/// <param name="Success">Its predicted share of successes.</param>
/// <param name="LatencyMs">Its predicted time; <c>null</c> where unknown.</param>
internal sealed record AutoCandidate(string Model, double? Quality, double Success, double? LatencyMs);

/// <summary>When a role changes its model by itself (L6): a pure function of what was seen.</summary>
internal static class AutoSwapRules
{
    /// <summary>How much better a candidate must be predicted, and how much worse than the replaced one a new model may do.</summary>
    internal const double Margin = 0.05;

    private const int LooksToBelieve = 2;
    private const int CooldownsToForgive = 10;
    private const double UnknownQuality = 0.5;

    /// <summary>Looks at a role.</summary>
    /// <returns>What to remember, and the swap to make, if one is to be made.</returns>
    public static (AutoState Next, SwapRequest? Swap) Look(
        AutoState state, RoleStanding role, AutoSwapOptions options, double? qualityBelow, IReadOnlyList<AutoCandidate> candidates, DateTimeOffset now)
    {
        if (state.Version != role.Version)
        {
            state = state with { Version = role.Version, Breaches = 0, Held = state.Held?.Model == role.Model ? state.Held : null };
        }

        if (role.Figures.Samples < options.MinSamples || role.Last <= state.Seen)
        {
            return (state, null); // Nothing new: looking twice at the same is no second look.
        }

        state = state with { Seen = role.Last };
        var worse = state.Held is { } held && role.Figures.Success < held.Success - Margin && role.HasPrevious;
        var why = worse ? $"success {Shown(role.Figures.Success)} over {role.Figures.Samples} requests, and the model it replaced had {Shown(state.Held!.Success)}"
            : UnderPar(role, options, qualityBelow);
        state = state with { Breaches = why is null ? 0 : state.Breaches + 1 };
        if (why is null && role.Figures.Samples >= 2 * options.MinSamples)
        {
            state = state with { Held = null }; // It has proved itself.
        }

        if (state.Breaches < LooksToBelieve)
        {
            return (state, null);
        }

        if (worse)
        {
            var until = now + (CooldownsToForgive * options.Cooldown);
            var next = state with { Held = null, Breaches = 0, Swapped = now, Rejected = state.Rejected.SetItem(role.Model, until) };
            return (next, Request(role, SwapKinds.Rollback, null, $"'{role.Model}' did worse: {why}"));
        }

        if (state.Swapped > DateTimeOffset.MinValue && now - state.Swapped < options.Cooldown)
        {
            return (state, null);
        }

        var better = candidates.FirstOrDefault(c => c.Model != role.Model && !(state.Rejected.TryGetValue(c.Model, out var until) && now < until) && IsBetter(c, role, options));
        return better is null
            ? (state, null)
            : (state with { Breaches = 0, Swapped = now, Held = new Baseline(better.Model, role.Figures.Success!.Value) },
                Request(role, SwapKinds.Auto, better.Model, $"'{role.Model}' is under par: {why}; '{better.Model}' is predicted better"));
    }

    private static string? UnderPar(RoleStanding role, AutoSwapOptions options, double? qualityBelow)
    {
        if (role.Figures.Success < options.SuccessBelow)
        {
            return $"success {Shown(role.Figures.Success)} over {role.Figures.Samples} requests, below {Shown(options.SuccessBelow)}";
        }

        if (role.Quality < qualityBelow)
        {
            return $"quality {Shown(role.Quality)}, below {Shown(qualityBelow)}";
        }

        return IsSlow(role, options)
            ? string.Create(CultureInfo.InvariantCulture, $"{role.Figures.LatencyMs:0} ms at the median of {role.Figures.Samples} requests, slower than {options.SlowerThan!.Value.TotalMilliseconds:0} ms")
            : null;
    }

    private static bool IsSlow(RoleStanding role, AutoSwapOptions options) => role.Figures.LatencyMs > options.SlowerThan?.TotalMilliseconds;

    /// <summary>By what it is to be better at: the share of good answers, or, where only time is the trouble, time.</summary>
    private static bool IsBetter(AutoCandidate candidate, RoleStanding role, AutoSwapOptions options)
    {
        var gain = ((candidate.Quality ?? role.Quality ?? UnknownQuality) * candidate.Success)
            - ((role.Quality ?? candidate.Quality ?? UnknownQuality) * role.Figures.Success!.Value);
        return gain >= Margin
            || (gain > -Margin && IsSlow(role, options) && role.Figures.Success >= options.SuccessBelow && candidate.LatencyMs < options.SlowerThan!.Value.TotalMilliseconds);
    }

    private static SwapRequest Request(RoleStanding role, string kind, string? model, string reason) =>
        new(role.Role, kind, model) { By = SwapKinds.Auto, Reason = reason, AtVersion = role.Version };

    private static string Shown(double? share) => share?.ToString("0.###", CultureInfo.InvariantCulture) ?? "unknown";
}
