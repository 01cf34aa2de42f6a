using Baton.Models;

namespace Baton.Budgets;

/// <summary>What is known of a request's size before it is asked.</summary>
/// <param name="InputTokens">Tokens sent, estimated.</param>
/// <param name="MostInputTokens">Tokens sent, at most.</param>
/// <param name="ExpectedOutputTokens">Tokens expected in the answer.</param>
/// <param name="MaxOutputTokens">The caller's bound on each choice; <c>null</c>: none.</param>
/// <param name="Choices">Answers asked for.</param>
/// <param name="MayCap">Whether a bound can be set for the caller.</param>
/// <param name="Kind">What such requests have in common, so that the next is expected to use what the last ones did.</param>
internal sealed record RequestSize(
    int InputTokens, long MostInputTokens, int ExpectedOutputTokens, int? MaxOutputTokens, int Choices = 1, bool MayCap = true, string Kind = "");

/// <summary>What a request may cost with one model, and what of it must be reserved. Pure: what is free comes in.</summary>
internal sealed class Quote
{
    /// <summary>More than any model writes in one answer.</summary>
    private const int LongestAnswer = 131_072;

    /// <summary>Digits of amounts: a token's price has no more, so a sum that was learned comes out as exact as it went in.</summary>
    private const int Digits = 12;

    /// <summary>With less room than this for an answer nothing is begun about which nothing is known.</summary>
    private const int LeastAnswer = 1;

    /// <summary>The part of what is free that one request may take where it would take more, so that others find something as well.</summary>
    private const int Parts = 16;

    private readonly decimal _input;
    private readonly decimal _token;
    private readonly int _bound;
    private readonly int _choices;
    private readonly UsageHistory? _history;
    private readonly RequestSize _size;

    private Quote(decimal input, decimal token, int bound, RequestSize size, UsageHistory? history)
    {
        (_input, _token, _bound, _choices, _history, _size) = (input, token, bound, Math.Max(1, size.Choices), history, size);
        Most = input + (token * bound * _choices);
    }

    /// <summary>Of a model whose price is unknown, where no budget is hard.</summary>
    public static Quote Nothing { get; } = new(0, 0, 0, new RequestSize(0, 0, 0, null), null);

    /// <summary>The most that it can cost.</summary>
    public decimal Most { get; }

    /// <summary>Makes the quote.</summary>
    /// <param name="card">The model.</param>
    /// <param name="size">The request.</param>
    /// <param name="history">What such requests used; <c>null</c>: nobody knows.</param>
    /// <returns>The quote; <c>null</c> where the model's price is unknown.</returns>
    public static Quote? Of(ModelCard card, RequestSize size, UsageHistory? history)
    {
        if (card.Price is not { } price)
        {
            return null;
        }

        var bound = size.ExpectedOutputTokens == 0 && size.MaxOutputTokens is null
            ? 0
            : Math.Min(size.MaxOutputTokens ?? int.MaxValue, card.MaxOutputTokens ?? card.ContextWindow ?? LongestAnswer);
        decimal? perInput = price.Input is { } plain ? Math.Max(plain, Math.Max(price.CacheWrite ?? 0, price.CacheRead ?? 0)) : null;
        decimal? perOutput = price.Output is { } written ? Math.Max(written, price.Reasoning ?? 0) : null;
        if (perInput is null || (perOutput is null && bound > 0))
        {
            return null;
        }

        var mostInput = card.ContextWindow is { } window ? Math.Min(size.MostInputTokens, window) : size.MostInputTokens;
        var token = (perOutput ?? 0) / 1_000_000m;
        var input = (mostInput * perInput.Value / 1_000_000m) + (price.PerRequest ?? 0);
        return new Quote(input, token, bound, size, history);
    }

    /// <summary>
    /// Decides. While there is enough, the most is reserved. Where there is not, it is what such requests were seen to use, with room above
    /// it as far as there is any; what was reserved for the answer then bounds it.
    /// </summary>
    /// <param name="free">What is free now.</param>
    /// <param name="possible">What would be free if nobody else had anything open.</param>
    /// <returns>The decision.</returns>
    public Decision Decide(decimal free, decimal possible)
    {
        if (Most <= free)
        {
            return new Decision(Verdict.Granted, Most, null);
        }

        if (_bound > 0 && !_size.MayCap)
        {
            return new Decision(Most <= possible ? Verdict.Busy : Verdict.Refused, Most, null);
        }

        return _history?.Look(_size.InputTokens) is { } seen ? Known(seen, free, possible) : Unknown(free, possible);
    }

    private Decision Known(UsageHistory.Seen seen, decimal free, decimal possible)
    {
        var input = Math.Min(_input, decimal.Round(seen.InputUsd, Digits));
        var least = Math.Min(Most, input + (_token * _choices * seen.Usual));
        if (least > free)
        {
            return new Decision(least <= possible ? Verdict.Busy : Verdict.Refused, least, null);
        }

        var wanted = Math.Max(input + (_token * _choices * seen.Most), decimal.Round(free / Parts, Digits));
        return Capped(Math.Min(Most, Math.Min(free, Math.Max(least, wanted))), input);
    }

    /// <summary>Nothing is known: what is expected, with room, as long as there is so much; else one at a time takes all that is left, and shows what such requests use.</summary>
    private Decision Unknown(decimal free, decimal possible)
    {
        var expected = Math.Min(Most, _input + (_token * _choices * 2 * _size.ExpectedOutputTokens));
        var least = Math.Min(Most, _input + (_token * _choices * LeastAnswer));
        if (expected <= free || (free == possible && least <= free))
        {
            return Capped(Math.Min(Math.Min(Most, free), expected <= free ? Math.Max(expected, decimal.Round(free / Parts, Digits)) : free), _input);
        }

        return new Decision(least <= possible ? Verdict.Busy : Verdict.Refused, least, null);
    }

    private Decision Capped(decimal amount, decimal input)
    {
        var cap = _token > 0 ? Math.Floor((amount - input) / _token / _choices) : _bound;
        return new Decision(Verdict.Granted, amount, cap >= _bound ? null : (int)Math.Max(1, cap));
    }
}

/// <summary>Whether a request may go on.</summary>
internal enum Verdict
{
    /// <summary>It may.</summary>
    Granted,

    /// <summary>Not now: only what others have reserved keeps it out.</summary>
    Busy,

    /// <summary>Not in this period.</summary>
    Refused,
}

/// <summary>What was decided of a request.</summary>
/// <param name="Verdict">Whether it may go on.</param>
/// <param name="Amount">What it reserves, or at least needs, in US dollars.</param>
/// <param name="Cap">The most tokens of each choice; <c>null</c>: as the caller said.</param>
internal readonly record struct Decision(Verdict Verdict, decimal Amount, int? Cap);
