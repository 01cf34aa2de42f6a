namespace Baton.Models.Configuration;

/// <summary>How <c>auto</c> chooses: <c>routing</c>.</summary>
public sealed record RoutingOptions
{
    /// <summary>What counts: <c>quality</c>, <c>cost</c>, <c>latency</c> or <c>balanced</c>.</summary>
    public string Strategy { get; init; } = "balanced";

    /// <summary>Rules, tried in order before the strategy.</summary>
    public EquatableArray<RuleOptions> Rules { get; init; } = [];
}

/// <summary>One of <c>routing.rules</c>.</summary>
/// <param name="When">The condition, in the rules' language.</param>
/// <param name="Use">Models or roles to use, in order.</param>
public sealed record RuleOptions(string When, EquatableArray<string> Use);

/// <summary>One of <c>policies</c>: where the requests that a condition holds for may run.</summary>
/// <param name="When">The condition, in the rules' language.</param>
/// <param name="Locality">Where they must run; <c>null</c>: anywhere.</param>
public sealed record PlacementPolicyOptions(string When, Locality? Locality)
{
    /// <summary>The ids of the models that may answer; empty: any.</summary>
    public EquatableArray<string> Models { get; init; } = [];

    /// <summary>The names of the providers that may be sent to; empty: any.</summary>
    public EquatableArray<string> Providers { get; init; } = [];
}
