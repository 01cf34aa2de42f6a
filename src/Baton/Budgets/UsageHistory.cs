using Baton.Models;

namespace Baton.Budgets;

/// <summary>What the last requests of a kind used with one model. Bounded; safe to use from many threads.</summary>
internal sealed class UsageHistory(TokenPrice price)
{
    private const int Most = 64;

    /// <summary>With fewer than these the largest seen stands for what is usual.</summary>
    private const int Enough = 8;
    private const double UsualShare = 0.9;

    private readonly Lock _lock = new();
    private readonly Sample[] _samples = new Sample[Most];
    private int _count;

    /// <summary>The price at which they were counted.</summary>
    public TokenPrice Price => price;

    /// <summary>Adds a request that ended well.</summary>
    /// <param name="estimated">Its input tokens as they had been estimated.</param>
    /// <param name="used">What it used.</param>
    /// <param name="choices">Answers that it asked for.</param>
    /// <param name="cap">The bound that was set for its caller; an answer that ran into it would have been longer.</param>
    public void Add(int estimated, in TokenUsage used, int choices, int? cap)
    {
        if (price.Cost(used with { Output = 0, Reasoning = 0 }) is not { } input)
        {
            return;
        }

        var output = (used.Output + choices - 1) / choices;
        output = output >= cap ? 2 * output : output;
        lock (_lock)
        {
            _samples[_count++ % Most] = new Sample(estimated, input, (int)Math.Min(output, int.MaxValue));
        }
    }

    /// <summary>What a request is likely to use.</summary>
    /// <param name="estimated">Its estimated input tokens.</param>
    /// <returns>Its figures; <c>null</c> where nothing was seen yet.</returns>
    public Seen? Look(int estimated)
    {
        Span<int> outputs = stackalloc int[Most];
        int count;
        var dearest = default(Sample);
        lock (_lock)
        {
            count = Math.Min(_count, Most);
            for (var i = 0; i < count; i++)
            {
                var sample = _samples[i];
                outputs[i] = sample.Output;
                if (i == 0 || sample.InputUsd * Math.Max(1, dearest.Estimated) > dearest.InputUsd * Math.Max(1, sample.Estimated))
                {
                    dearest = sample;
                }
            }
        }

        if (count == 0)
        {
            return null;
        }

        outputs = outputs[..count];
        outputs.Sort();
        var usual = count < Enough ? outputs[^1] : outputs[(int)Math.Ceiling(UsualShare * count) - 1];
        var most = count < Enough ? 2L * outputs[^1] : outputs[^1] * 5L / 4;
        return new Seen(dearest.InputUsd * Math.Max(1, estimated) / Math.Max(1, dearest.Estimated), usual, Math.Max(most, outputs[^1] + 1));
    }

    /// <summary>What is likely.</summary>
    /// <param name="InputUsd">The cost of the input, by the dearest that was seen for its length.</param>
    /// <param name="Usual">Output tokens of a choice that nine of ten stay within.</param>
    /// <param name="Most">Output tokens of a choice with room above all that were seen.</param>
    public readonly record struct Seen(decimal InputUsd, long Usual, long Most);

    private readonly record struct Sample(int Estimated, decimal InputUsd, int Output);
}
