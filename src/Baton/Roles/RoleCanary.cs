namespace Baton.Roles;

/// <summary>A model that answers a share of a role's requests, to see whether it should play the role.</summary>
/// <param name="Model">The model.</param>
/// <param name="Percent">Its share of the conversations, over 0 and at most 100.</param>
/// <param name="Since">Since when, UTC.</param>
public sealed record RoleCanary(string Model, double Percent, DateTimeOffset Since)
{
    /// <summary>Counts the requests that the canary serves.</summary>
    internal Stint Stint { get; init; } = new();
}
