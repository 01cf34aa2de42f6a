namespace Baton.Roles;

/// <summary>What is asked of a role.</summary>
/// <param name="Role">Its name.</param>
/// <param name="Kind">One of <see cref="SwapKinds"/>; <c>load</c> also creates the role, and is a swap where one plays.</param>
/// <param name="Model">Who is to play; <c>null</c> for a rollback and an unload.</param>
public sealed record SwapRequest(string Role, string Kind, string? Model = null)
{
    /// <summary>Who asks.</summary>
    public string By { get; init; } = "api";

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether what the new model lacks is an error; <c>null</c>: as the role's <c>strict</c> says.</summary>
    public bool? Strict { get; init; }

    /// <summary>The share of conversations that the model is tried with first; <c>null</c>: all at once.</summary>
    public double? CanaryPercent { get; init; }

    /// <summary>The version at which this was decided: where the role has moved on since, it is void. <c>null</c>: whatever the version.</summary>
    internal int? AtVersion { get; init; }
}
