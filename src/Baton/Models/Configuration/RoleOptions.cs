namespace Baton.Models.Configuration;

/// <summary>One of <c>roles</c>.</summary>
public sealed record RoleOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The model that plays it; <c>null</c>: none yet.</summary>
    public string? Model { get; init; }

    /// <summary>Capabilities that whoever plays it must have.</summary>
    public EquatableArray<string> Requires { get; init; } = [];

    /// <summary>Models to go on with when the role's has no deployment left; <c>null</c>: the model's own.</summary>
    public EquatableArray<string>? Fallbacks { get; init; }

    /// <summary>A system prompt put before the conversation.</summary>
    public string? System { get; init; }

    /// <summary>Whether warnings of a swap count as errors.</summary>
    public bool Strict { get; init; }

    /// <summary>When the role changes its model by itself.</summary>
    public AutoSwapOptions AutoSwap { get; init; } = new();

    /// <summary>Swaps at set times.</summary>
    public EquatableArray<ScheduledSwapOptions> Schedule { get; init; } = [];

    /// <summary>What the role is held to; <c>null</c>: nothing.</summary>
    public SlaOptions? Sla { get; init; }
}
