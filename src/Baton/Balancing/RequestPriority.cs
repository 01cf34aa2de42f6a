namespace Baton.Balancing;

/// <summary>Who goes first where requests wait for a deployment.</summary>
public enum RequestPriority
{
    /// <summary>Before all others.</summary>
    High,

    /// <summary>As most.</summary>
    Normal,

    /// <summary>After all others.</summary>
    Low,
}
