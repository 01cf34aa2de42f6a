namespace Baton.Models.Configuration;

/// <summary>
/// How a request is treated: <c>defaults</c>, and what a model or a deployment sets of it for itself. A value that is
/// <c>null</c> was not set here; <see cref="Over"/> lays one layer over another.
/// </summary>
public sealed record RequestPolicyOptions
{
    /// <summary>How requests spread over deployments: <c>round_robin</c>, <c>weighted</c>, <c>least_busy</c>, <c>latency</c>.</summary>
    public string? Balance { get; init; }

    /// <summary>What keeps a caller at a deployment: <c>none</c>, <c>conversation</c>, <c>user</c>.</summary>
    public string? Affinity { get; init; }

    /// <summary>Requests at once per deployment; <c>null</c>: no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How many requests may wait per deployment.</summary>
    public int? QueueLimit { get; init; }

    /// <summary>How long a request may wait.</summary>
    public TimeSpan? QueueTimeout { get; init; }

    /// <summary>Upstream calls a request may cost, over all candidates.</summary>
    public int? Attempts { get; init; }

    /// <summary>Everything together.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>How long the first token may take; <see cref="AutoFirstToken"/> for <c>auto</c>.</summary>
    public TimeSpan? FirstTokenTimeout { get; init; }

    /// <summary>How long a stream may say nothing between two chunks.</summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>The least speed over the last five seconds; <c>null</c>: none.</summary>
    public double? MinTokensPerSecond { get; init; }

    /// <summary>After which time a second deployment is asked as well; <c>null</c>: never.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>The most requests that may be hedged, as a share 0 to 1.</summary>
    public double? HedgeShare { get; init; }

    /// <summary>Failures within the window that open the circuit.</summary>
    public int? CircuitFailures { get; init; }

    /// <summary>The window in which failures count.</summary>
    public TimeSpan? CircuitWindow { get; init; }

    /// <summary>How long the circuit stays open.</summary>
    public TimeSpan? CircuitOpenFor { get; init; }

    /// <summary>Models to go on with when this one has no deployment left.</summary>
    public EquatableArray<string>? Fallbacks { get; init; }

    /// <summary>Stands for <c>first_token_timeout: auto</c>.</summary>
    public static TimeSpan AutoFirstToken { get; } = TimeSpan.Zero;

    /// <summary>Every key at its default.</summary>
    public static RequestPolicyOptions BuiltIn { get; } = new()
    {
        Balance = "latency",
        Affinity = "none",
        QueueLimit = 100,
        QueueTimeout = TimeSpan.FromSeconds(30),
        Attempts = 4,
        RequestTimeout = TimeSpan.FromMinutes(10),
        FirstTokenTimeout = AutoFirstToken,
        StallTimeout = TimeSpan.FromSeconds(60),
        HedgeShare = 0.05,
        CircuitFailures = 5,
        CircuitWindow = TimeSpan.FromSeconds(30),
        CircuitOpenFor = TimeSpan.FromSeconds(15),
        Fallbacks = [],
    };

    /// <summary>This layer over a lower one: what this one does not set, the lower one does.</summary>
    /// <param name="lower">The layer below.</param>
    /// <returns>Both together.</returns>
    public RequestPolicyOptions Over(RequestPolicyOptions lower) => new()
    {
        Balance = Balance ?? lower.Balance,
        Affinity = Affinity ?? lower.Affinity,
        MaxConcurrency = MaxConcurrency ?? lower.MaxConcurrency,
        QueueLimit = QueueLimit ?? lower.QueueLimit,
        QueueTimeout = QueueTimeout ?? lower.QueueTimeout,
        Attempts = Attempts ?? lower.Attempts,
        RequestTimeout = RequestTimeout ?? lower.RequestTimeout,
        FirstTokenTimeout = FirstTokenTimeout ?? lower.FirstTokenTimeout,
        StallTimeout = StallTimeout ?? lower.StallTimeout,
        MinTokensPerSecond = MinTokensPerSecond ?? lower.MinTokensPerSecond,
        HedgeAfter = HedgeAfter ?? lower.HedgeAfter,
        HedgeShare = HedgeShare ?? lower.HedgeShare,
        CircuitFailures = CircuitFailures ?? lower.CircuitFailures,
        CircuitWindow = CircuitWindow ?? lower.CircuitWindow,
        CircuitOpenFor = CircuitOpenFor ?? lower.CircuitOpenFor,
        Fallbacks = Fallbacks ?? lower.Fallbacks,
    };
}
