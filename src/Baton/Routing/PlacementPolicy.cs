using System.Collections.Immutable;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing.Rules;

namespace Baton.Routing;

/// <summary>One of <c>policies</c>: which deployments the requests that its condition holds for may go to. No fallback and no name leads past it.</summary>
/// <param name="Place">Its place in the file, from 0, as <c>policies[0]</c> says it.</param>
/// <param name="When">Its condition.</param>
/// <param name="Options">What it demands.</param>
internal sealed record PlacementPolicy(int Place, Rule When, PlacementPolicyOptions Options)
{
    /// <summary>Adds why a deployment may not be asked, if it may not.</summary>
    public void Check(Deployment deployment, Locality locality, Violations violations)
    {
        if (Options.Locality is { } demanded && demanded != locality)
        {
            violations.Add(Constraint, $"{Name} demands locality {Word(demanded)}, and it runs {(locality == Locality.Local ? "locally" : "in the cloud")}");
        }
        else if (!Options.Models.IsEmpty && !Options.Models.AsSpan().Contains(deployment.Model.Id))
        {
            violations.Add(Constraint, $"{Name} allows {string.Join(", ", Options.Models)} alone");
        }
        else if (!Options.Providers.IsEmpty && !Options.Providers.AsSpan().Contains(deployment.Provider.Name))
        {
            violations.Add(Constraint, $"{Name} allows the providers {string.Join(", ", Options.Providers)} alone, and it is at '{deployment.Provider.Name}'");
        }
    }

    /// <summary>The name under which exclusions stand.</summary>
    public const string Constraint = "policy";

    private string Name => $"policies[{Place}] ({When.Text})";

    /// <summary>Those that hold for a request; nothing is allocated where none does.</summary>
    public static ImmutableArray<PlacementPolicy> Holding(ImmutableArray<PlacementPolicy> policies, in RuleInput input)
    {
        ImmutableArray<PlacementPolicy>.Builder? holding = null;
        foreach (var policy in policies)
        {
            if (policy.When.Matches(input))
            {
                (holding ??= ImmutableArray.CreateBuilder<PlacementPolicy>()).Add(policy);
            }
        }

        return holding?.DrainToImmutable() ?? [];
    }

    private static string Word(Locality locality) => locality == Locality.Local ? "local" : "cloud";
}
