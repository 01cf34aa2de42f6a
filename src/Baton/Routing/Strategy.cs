using System.Collections.Immutable;

namespace Baton.Routing;

/// <summary>What counts when <c>auto</c> chooses: the weights of quality, speed and cost, 1 together.</summary>
internal sealed record Strategy(string Name, double Quality, double Speed, double Cost)
{
    /// <summary>The name on routes whose caller named the model.</summary>
    public const string Named = "named";

    /// <summary>What was learned that such requests want; <c>null</c>: nothing in particular.</summary>
    public string? Lean { get; init; }

    /// <summary>Balanced, for requests that want quality, and for those that want to be quick: a tenth of the weight moves.</summary>
    private static readonly Strategy TowardsQuality = new("balanced", 0.6, 0.2, 0.2) { Lean = "quality" };
    private static readonly Strategy TowardsSpeed = new("balanced", 0.45, 0.35, 0.2) { Lean = "fast" };

    public static Strategy Balanced { get; } = new("balanced", 0.5, 0.25, 0.25);

    public static Strategy Cheapest { get; } = new("cost", 0, 0, 1);

    public static ImmutableArray<Strategy> All { get; } =
        [new("quality", 1, 0, 0), Cheapest, new("latency", 0, 1, 0), Balanced];

    /// <summary>The strategy for requests of which something was learned. Who asked for quality, speed or cost alone gets just that.</summary>
    public Strategy Towards(string? preference) => !ReferenceEquals(this, Balanced) ? this : preference switch
    {
        "quality" => TowardsQuality,
        "fast" => TowardsSpeed,
        _ => this,
    };

    public static Strategy? Find(ReadOnlySpan<char> name)
    {
        foreach (var strategy in All)
        {
            if (name.SequenceEqual(strategy.Name))
            {
                return strategy;
            }
        }

        return null;
    }
}
