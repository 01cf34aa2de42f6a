using System.Globalization;
using Baton.Models;
using Baton.Roles.Traffic;
using Baton.Routing;

namespace Baton.Roles;

/// <summary>What is known of a swap when it is checked.</summary>
/// <param name="Role">The role's name.</param>
/// <param name="Requires">What the role demands.</param>
/// <param name="From">Who plays it; <c>null</c>: nobody, or a model that is gone.</param>
/// <param name="To">Who is to play it.</param>
/// <param name="Profile">What its requests were like.</param>
/// <param name="Shortage">Why there is no room for it in memory; <c>null</c>: there is, or it needs none.</param>
internal sealed record CompatibilityInput(
    string Role, IReadOnlyList<string> Requires, Model? From, Model To, RoleProfile Profile, SwapWarning? Shortage = null);

/// <summary>
/// What a model lacks for a role, beside the one that plays it and the requests that the role really gets. Pure and without waiting,
/// so that it takes microseconds.
/// </summary>
internal static class Compatibility
{
    /// <summary>A difference of predicted quality below this is noise.</summary>
    internal const double QualityMargin = 0.05;

    /// <summary>How many times the old one's predicted time is told as slower.</summary>
    internal const double SlowerFactor = 1.5;

    /// <summary>Checks.</summary>
    /// <param name="input">What is known.</param>
    /// <param name="estimates">Predicts how a model will do.</param>
    /// <param name="strict">Whether everything that it lacks is an error.</param>
    /// <returns>What is let pass.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.NotAllowed"/>: it cannot play the role.</exception>
    public static IReadOnlyList<SwapWarning> Check(CompatibilityInput input, IEstimates estimates, bool strict)
    {
        var lacking = input.Requires.Where(r => input.To.Card.Can(r) != true).ToList();
        if (lacking.Count > 0)
        {
            throw Refused(input, $"the role requires {string.Join(", ", lacking)}, and the model's capabilities do not name it.");
        }

        var warnings = new List<SwapWarning>();
        if (input.Shortage is { } shortage)
        {
            warnings.Add(shortage);
        }

        CheckCapabilities(input, warnings);
        CheckContext(input, warnings);
        CheckPredictions(input, estimates, warnings);
        return strict && warnings.Count > 0
            ? throw Refused(input, $"the swap is strict, and {string.Join("; ", warnings.Select(w => w.Message))}")
            : warnings;
    }

    private static void CheckCapabilities(CompatibilityInput input, List<SwapWarning> warnings)
    {
        var wanted = input.Profile.Used.Keys.Union((IEnumerable<string>?)input.From?.Card.Capabilities ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var capability in wanted.Where(c => input.To.Card.Can(c) != true))
        {
            var used = input.Profile.Used.GetValueOrDefault(capability);
            var who = used > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{used} of the role's last {input.Profile.Requests} requests needed '{capability}'")
                : $"'{input.From!.Id}' has '{capability}'";
            if (input.To.Card.Can(capability) == false)
            {
                warnings.Add(new SwapWarning("capability_missing", $"{who}, and '{input.To.Id}' does not list it"));
            }
            else if (used > 0)
            {
                warnings.Add(new SwapWarning("capability_unknown", $"{who}, and nothing is known of the capabilities of '{input.To.Id}'"));
            }
        }
    }

    private static void CheckContext(CompatibilityInput input, List<SwapWarning> warnings)
    {
        if (WindowOf(input.To) is not { } window)
        {
            return;
        }

        if (input.Profile.LargestPrompt > window)
        {
            warnings.Add(new SwapWarning("context_window_too_small", string.Create(
                CultureInfo.InvariantCulture, $"the role got a prompt of {input.Profile.LargestPrompt} tokens lately, and '{input.To.Id}' has a window of {window}")));
        }
        else if (input.From is { } from && WindowOf(from) is { } old && window < old)
        {
            warnings.Add(new SwapWarning("context_window_smaller", string.Create(
                CultureInfo.InvariantCulture, $"'{input.To.Id}' has a window of {window} tokens, '{from.Id}' one of {old}")));
        }
    }

    private static void CheckPredictions(CompatibilityInput input, IEstimates estimates, List<SwapWarning> warnings)
    {
        if (input.From is not { Deployments.IsEmpty: false } from)
        {
            return;
        }

        var old = estimates.For(from.Deployments[0], input.Profile.Typical);
        var fresh = estimates.For(input.To.Deployments[0], input.Profile.Typical);
        if (old.CostUsd is { } before)
        {
            if (fresh.CostUsd is not { } cost)
            {
                warnings.Add(new SwapWarning("price_unknown", $"the price of '{input.To.Id}' is unknown, that of '{from.Id}' is not"));
            }
            else if (cost > before)
            {
                warnings.Add(new SwapWarning("price_higher", $"a usual request is expected to cost {Figures.Usd(cost)} with '{input.To.Id}', {Figures.Usd(before)} with '{from.Id}'"));
            }
        }

        if (old.Quality - fresh.Quality >= QualityMargin)
        {
            warnings.Add(new SwapWarning("quality_lower", $"the quality of '{input.To.Id}' is expected to be {Figures.Share(fresh.Quality!.Value)}, that of '{from.Id}' {Figures.Share(old.Quality!.Value)}"));
        }

        if (fresh.LatencyMs > SlowerFactor * old.LatencyMs)
        {
            warnings.Add(new SwapWarning("slower", $"'{input.To.Id}' is expected to take {Figures.Ms(fresh.LatencyMs!.Value)}, '{from.Id}' {Figures.Ms(old.LatencyMs!.Value)}"));
        }
    }

    private static int? WindowOf(Model model) => model.Deployments.Min(d => d.ContextWindow);

    private static BatonException Refused(CompatibilityInput input, string why) =>
        new(ErrorCodes.NotAllowed, $"'{input.To.Id}' cannot play '{input.Role}': {why}") { Param = "model" };
}
