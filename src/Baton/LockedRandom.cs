namespace Baton;

/// <summary>Chance with a seed that many threads may draw from.</summary>
internal sealed class LockedRandom(int seed) : Random
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    public override int Next()
    {
        lock (_lock)
        {
            return _random.Next();
        }
    }

    public override int Next(int minValue, int maxValue)
    {
        lock (_lock)
        {
            return _random.Next(minValue, maxValue);
        }
    }

    public override double NextDouble()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }

    protected override double Sample() => NextDouble();
}
