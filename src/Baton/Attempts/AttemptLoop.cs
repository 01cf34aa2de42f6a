using System.Runtime.ExceptionServices;
using Baton.Balancing;
using Baton.Models;
using Baton.Providers;
using Baton.Residency;
using Baton.Telemetry;
using Microsoft.Extensions.Logging;

namespace Baton.Attempts;

/// <summary>
/// The one loop over a request's candidates, for every kind of request: takes a lease, asks, and where that fails before anything was
/// delivered goes on to the next, within the bounds of attempts and time.
/// </summary>
internal sealed partial class AttemptLoop
{
    private readonly Seats _seats;
    private readonly FirstTokenBounds _bounds = new();
    private readonly HedgeBudget _hedges = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public AttemptLoop(Balancer balancer, IModelHost? host, TimeProvider time, ILogger logger)
    {
        _seats = new Seats(balancer, host, time);
        _time = time;
        _logger = logger;
    }

    /// <summary>Asks until one answers.</summary>
    /// <param name="run">The request.</param>
    /// <param name="state">Passed to <paramref name="ask"/>.</param>
    /// <param name="ask">Asks one; where it throws, the attempt is ended here.</param>
    /// <param name="answered">Hears of a whole answer, to end its attempt; <c>null</c>: the answer is a stream, which ends it with its own end.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="BatonException">No candidate answered, or the caller is at fault.</exception>
    public async ValueTask<T> RunAsync<TState, T>(
        Run run, TState state, Func<TState, Attempt, ValueTask<T>> ask, Action<Attempt, T>? answered, CancellationToken cancellationToken)
    {
        if (run.Allowance is not null)
        {
            await PrepayAsync(run, cancellationToken).ConfigureAwait(false);
        }

        while (true)
        {
            var lease = await _seats.NextAsync(run, cancellationToken).ConfigureAwait(false);
            var hedgeAfter = lease.Deployment.Policy.HedgeAfter;
            if (run.Plan.Asked == 1 && hedgeAfter is not null)
            {
                _hedges.Request(lease.Deployment);
            }

            var (paid, cap) = await PayAsync(run, lease, hedge: false, cancellationToken).ConfigureAwait(false);
            if (!paid)
            {
                continue;
            }

            var attempt = Begin(run, lease, hedge: false, cap, cancellationToken);
            if (hedgeAfter is { } after)
            {
                var outcome = await HedgedAsync(run, attempt, after, state, ask, answered, cancellationToken).ConfigureAwait(false);
                if (outcome.Attempt is { } answering)
                {
                    run.Record.Deployment = answering.Deployment;
                    return outcome.Answer!;
                }

                continue;
            }

            try
            {
                var answer = await ask(state, attempt).ConfigureAwait(false);
                answered?.Invoke(attempt, answer);
                return answer;
            }
            catch (Exception e)
            {
                Failed(run, attempt, e);
            }
        }
    }

    /// <summary>Has the budgets pay before anybody is asked, so that no deployment is kept for a request that waits for money.</summary>
    private ValueTask PrepayAsync(Run run, CancellationToken cancellationToken) => run.Allowance!.SecureAsync(
        run.Payable!,
        run.Named,
        () =>
        {
            run.StartWaiting(_time);
            return Math.Min(run.WaitEnd, run.End);
        },
        cancellationToken);

    /// <summary>Has the budgets pay for an attempt. Where they don't, it is as if the deployment had failed; a hedge is just not made.</summary>
    private static async ValueTask<(bool Paid, int? Cap)> PayAsync(Run run, Lease lease, bool hedge, CancellationToken cancellationToken)
    {
        if (run.Allowance is not { } allowance)
        {
            return (true, null);
        }

        try
        {
            var paid = await allowance.CoverAsync(lease.Deployment.Model, beside: hedge, cancellationToken).ConfigureAwait(false);
            if (!paid.Paid)
            {
                lease.Dispose();
                if (!hedge)
                {
                    lock (run.Plan)
                    {
                        run.Plan.Failed(lease.Deployment, new UpstreamException(ErrorCodes.BudgetExceeded, allowance.NotPaid().Message));
                    }
                }
            }

            return paid;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private Attempt Begin(Run run, Lease lease, bool hedge, int? cap, CancellationToken cancellationToken)
    {
        var deployment = lease.Deployment;
        var now = _time.GetTimestamp();
        var record = new AttemptRecord(deployment, _time.GetElapsedTime(run.Started, now).TotalMilliseconds, hedge);
        run.Record.Deployment = deployment;
        run.Record.Attempts++;
        run.Record.Add(record);
        Traces.Begin(run.Record, record);
        if (!hedge)
        {
            run.Record.ClearDropped();
        }

        var bound = _bounds.Of(deployment, run.Streamed, _seats.IsLast(run, deployment), run.OutputTokens, _seats.Loads(deployment));
        return new Attempt(lease, run, record, bound, _bounds, _time, now, cancellationToken) { OutputCap = cap };
    }

    /// <summary>One attempt of two. What may pass to the next candidate comes back as an outcome without an answer; all else is thrown.</summary>
    private async ValueTask<Outcome<T>> TryAsync<TState, T>(
        Run run, Attempt attempt, TState state, Func<TState, Attempt, ValueTask<T>> ask, Action<Attempt, T>? answered)
    {
        try
        {
            var answer = await ask(state, attempt).ConfigureAwait(false);
            answered?.Invoke(attempt, answer);
            return new Outcome<T>(attempt, answer);
        }
        catch (Exception e)
        {
            Failed(run, attempt, e);
            return default;
        }
    }

    /// <summary>Notes what may pass to the next candidate, and throws all else.</summary>
    private void Failed(Run run, Attempt attempt, Exception e)
    {
        var failure = attempt.Failed(e);
        LogFailed(attempt.Deployment.Id, run.Record.Attempts, failure.Message);
        if (failure is not UpstreamException { CallersFault: false } upstream)
        {
            ExceptionDispatchInfo.Throw(failure);
            return;
        }

        lock (run.Plan)
        {
            run.Plan.Failed(attempt.Deployment, upstream);
        }
    }

    /// <summary>Asks a second one as well where the first is slow; the first to deliver something that counts answers, the other is called off.</summary>
    private async ValueTask<Outcome<T>> HedgedAsync<TState, T>(
        Run run, Attempt first, TimeSpan after, TState state, Func<TState, Attempt, ValueTask<T>> ask, Action<Attempt, T>? answered,
        CancellationToken cancellationToken)
    {
        var one = TryAsync(run, first, state, ask, answered).AsTask();
        using var alarm = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(one, Task.Delay(after, _time, alarm.Token)).ConfigureAwait(false);
        await alarm.CancelAsync().ConfigureAwait(false);
        if (one.IsCompleted || cancellationToken.IsCancellationRequested || TryHedge(run, first.Deployment) is not { } lease)
        {
            return await one.ConfigureAwait(false);
        }

        var (paid, cap) = await PayAsync(run, lease, hedge: true, cancellationToken).ConfigureAwait(false);
        if (!paid)
        {
            return await one.ConfigureAwait(false);
        }

        LogHedged(first.Deployment.Id, lease.Deployment.Id);
        var second = Begin(run, lease, hedge: true, cap, cancellationToken);
        var other = TryAsync(run, second, state, ask, answered).AsTask();
        var (winner, loser, lost) = await Task.WhenAny(one, other).ConfigureAwait(false) == one ? (one, other, second) : (other, one, first);
        if (winner.IsCompletedSuccessfully && winner.Result.Attempt is null)
        {
            return await loser.ConfigureAwait(false); // It failed in a way that may pass: the other's answer counts.
        }

        lost.Clock.Cancel();
        BillLoser(run, lost.Deployment);
        _ = DiscardAsync(loser);
        return await winner.ConfigureAwait(false);
    }

    private Lease? TryHedge(Run run, Deployment deployment)
    {
        lock (run.Plan)
        {
            var lease = _hedges.MayHedge(deployment) ? _seats.TryNext(run) : null;
            if (lease is not null)
            {
                _hedges.Hedged(deployment);
            }

            return lease;
        }
    }

    /// <summary>The one that is called off costs its prompt at least; what it wrote nobody reports.</summary>
    private static void BillLoser(Run run, Deployment loser)
    {
        var cost = loser.Model.Price?.Cost(new TokenUsage(run.InputTokens));
        run.Record.HedgeCostUsd = cost is null ? null : (run.Record.HedgeCostUsd ?? 0m) + cost;
        run.Record.Hedged = true;
    }

    /// <summary>Waits for the end of one that was called off; however it ends concerns nobody.</summary>
    private static async Task DiscardAsync<T>(Task<Outcome<T>> loser)
    {
        await ((Task)loser).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loser.IsCompletedSuccessfully)
        {
            if (loser.Result.Answer is IAsyncDisposable stream)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            loser.Result.Attempt?.Dispose();
        }
    }

    private readonly record struct Outcome<T>(Attempt? Attempt, T? Answer);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Deployment} failed at attempt {Attempt}: {Message}")]
    private partial void LogFailed(string deployment, int attempt, string message);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Slow} is slow, so {Other} is asked as well")]
    private partial void LogHedged(string slow, string other);
}
