using System.Collections.Immutable;

namespace Baton.Routing;

/// <summary>What counts when <c>auto</c> chooses: the weights of quality, speed and cost, 1 together.</summary>
internal sealed record Strategy(string Name, double Quality, double Speed, double Cost)
{
    /// <summary>The name on routes whose caller named the model.</summary>
    public const string Named = "named";

    public static Strategy Balanced { get; } = new("balanced", 0.5, 0.25, 0.25);

    public static ImmutableArray<Strategy> All { get; } =
        [new("quality", 1, 0, 0), new("cost", 0, 0, 1), new("latency", 0, 1, 0), Balanced];

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
