namespace Baton.Balancing;

/// <summary>Whether a deployment would take a request now.</summary>
/// <param name="Kind">What keeps it from doing so.</param>
/// <param name="Until">For a rest: the timestamp of its end.</param>
internal readonly record struct Availability(AvailabilityKind Kind, long Until = 0);

/// <summary>What keeps a deployment from taking a request.</summary>
internal enum AvailabilityKind
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>It serves as many as it may.</summary>
    Busy,

    /// <summary>It serves as many as it may, and as many wait as may.</summary>
    Full,

    /// <summary>A probe is on its way; its outcome decides.</summary>
    Probing,

    /// <summary>It is left alone for a while.</summary>
    Resting,
}
