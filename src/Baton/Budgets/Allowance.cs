using Baton.Models;
using Baton.Telemetry;

namespace Baton.Budgets;

/// <summary>One request's claim on the budgets that it touches: what it may do, what it has reserved, and in the end what it cost.</summary>
internal sealed class Allowance(BudgetBook book, AccountSet set, TimeProvider time)
{
    private Hold _hold = null!;
    private RequestSize _size = null!;
    private ModelCard? _model;
    private int? _cap;

    /// <summary>Whether one of them is never overspent.</summary>
    public bool IsHard => set.IsHard;

    /// <summary>The bound on the answer that was set for the caller, because no more is paid for; <c>null</c>: none was.</summary>
    public int? Cap => _cap;

    /// <summary>The strictest of them, as it was when it was looked at.</summary>
    public BudgetAccount Strictest { get; private set; } = null!;

    /// <summary>How they stand: the strictest state, and the largest share that is spent.</summary>
    public (BudgetState State, double Share) Look()
    {
        (var state, var share, Strictest) = book.Look(set);
        return (state, share);
    }

    /// <summary>What the request is like.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="end">When it is out of time; a timestamp of the clock.</param>
    public void Begin(RequestSize size, long end) => (_size, _hold) = (size, book.NewHold(end));

    /// <summary>Whether it is known what such a request costs with a model.</summary>
    public bool KnowsPriceOf(ModelCard model) => Quote.Of(model, _size, history: null) is not null;

    /// <summary>Tries models in order and reserves for the first that the budgets allow.</summary>
    /// <param name="models">The models; those that can never be paid in this period are taken out.</param>
    /// <param name="named">Whether the caller named them: then a later one is not taken while the first is only kept waiting.</param>
    /// <returns>Whether one is paid for; if not, others' open requests keep it out.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.BudgetExceeded"/>: none is left.</exception>
    public bool TryReserve(List<ModelCard> models, bool named)
    {
        (Decision, BudgetAccount? By) last = default;
        for (var i = 0; i < models.Count;)
        {
            var tried = Try(models[i], beside: 0);
            switch (tried.Decision.Verdict)
            {
                case Verdict.Granted:
                    (_model, _cap) = (models[i], tried.Decision.Cap);
                    return true;
                case Verdict.Refused:
                    last = tried;
                    models.RemoveAt(i);
                    break;
                case Verdict.Busy when named:
                    return false;
                default:
                    i++;
                    break;
            }
        }

        return models.Count > 0 ? false : throw BudgetErrors.TooDear(last.By!, last.Item1.Amount);
    }

    /// <summary>Has everything reserved, and counted by the store; waits for that, and for others that keep it out.</summary>
    /// <param name="models">The models that it may be.</param>
    /// <param name="named">Whether the caller named them.</param>
    /// <param name="until">When the waiting for others must be over; a timestamp of the clock.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="BatonException">None can be paid any more, or the wait took too long, or the store failed.</exception>
    public ValueTask SecureAsync(List<ModelCard> models, bool named, Func<long> until, CancellationToken cancellationToken) =>
        _model is not null && book.IsKept(set, _hold, out _) ? ValueTask.CompletedTask : new(WaitAsync(models, named, until, cancellationToken));

    /// <summary>Has enough reserved for another attempt.</summary>
    /// <param name="model">The model that it asks.</param>
    /// <param name="beside">Whether another attempt goes on beside it.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>Whether there is enough; and the bound on its answer, where one is needed.</returns>
    public async ValueTask<(bool Paid, int? Cap)> CoverAsync(ModelCard model, bool beside, CancellationToken cancellationToken)
    {
        if (!beside && ReferenceEquals(model, _model))
        {
            return (true, _cap);
        }

        var (decision, _) = Try(model, beside ? _hold.Amount : 0);
        if (decision.Verdict != Verdict.Granted)
        {
            return (false, null);
        }

        if (!beside)
        {
            (_model, _cap) = (model, decision.Cap);
        }

        while (!book.IsKept(set, _hold, out var write))
        {
            if (book.LetGo(set, _hold, runs: beside))
            {
                _model = beside ? _model : null;
                return (false, null);
            }

            await write.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return (true, decision.Cap);
    }

    /// <summary>Why an attempt was not made.</summary>
    public BatonException NotPaid() => BudgetErrors.TooDear(Strictest, _hold.Amount);

    /// <summary>Ends the claim with what the request cost.</summary>
    /// <param name="record">What happened.</param>
    public void Settle(RequestRecord record)
    {
        if (_hold is null)
        {
            return; // It was refused before it could reserve.
        }

        // A price that became unknown meanwhile does not make a request free.
        book.Settle(set, _hold, record.CostUsd ?? record.HedgeCostUsd ?? (record.Usage is null ? 0 : _hold.Amount));
        if (record is { Error: null, Abandoned: false, UsageEstimated: false, Usage: { } used, Deployment.Model: { } model })
        {
            var cap = model == _model && record.FinishReason is null or "length" ? _cap : null; // One that ended by itself was as long as it would have been.
            book.HistoryOf(model, _size.Kind)?.Add(_size.InputTokens, used, Math.Max(1, _size.Choices), cap);
        }
    }

    private async Task WaitAsync(List<ModelCard> models, bool named, Func<long> until, CancellationToken cancellationToken)
    {
        long? end = null;
        while (true)
        {
            if (_model is not null)
            {
                if (book.IsKept(set, _hold, out var write))
                {
                    return;
                }

                if (book.LetGo(set, _hold))
                {
                    _model = null;
                    continue;
                }

                await write.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var move = book.NextMove(); // Taken first: what happens from here on is not missed.
            if (TryReserve(models, named))
            {
                continue;
            }

            var left = time.GetElapsedTime(time.GetTimestamp(), end ??= until());
            try
            {
                await move.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw BudgetErrors.Waited(Strictest);
            }
        }
    }

    private (Decision Decision, BudgetAccount? By) Try(ModelCard model, decimal beside)
    {
        var quote = Quote.Of(model, _size, IsHard ? book.HistoryOf(model, _size.Kind) : null) ?? Quote.Nothing;
        return book.TryReserve(set, _hold, quote, beside);
    }
}
