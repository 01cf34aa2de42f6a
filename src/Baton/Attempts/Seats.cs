using System.Runtime.InteropServices;
using Baton.Balancing;
using Baton.Models;
using Baton.Providers;
using Baton.Residency;

namespace Baton.Attempts;

/// <summary>Finds the next deployment that takes a request and has its model in memory, and waits for one where none does now.</summary>
internal sealed class Seats(Balancer balancer, IModelHost? host, TimeProvider time)
{
    /// <summary>The next lease.</summary>
    /// <param name="run">The request.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="BatonException">Nobody is left, or none is free in time: why, as the caller is told.</exception>
    public ValueTask<Lease> NextAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Plan is { Only: { } only, Asked: 0 } && TryTake(run, only) is { } lease)
        {
            if (IsHeld(lease))
            {
                run.Plan.Ask(only);
                return new ValueTask<Lease>(lease); // Most requests: nothing to choose, nothing to wait for.
            }

            lease.Dispose();
        }

        return SeekAsync(run, cancellationToken);
    }

    private async ValueTask<Lease> SeekAsync(Run run, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetTimestamp();
            var step = run.Plan.Next(deployment => Look(run, deployment), now);
            if (step.Free is { } free)
            {
                if (TryTake(run, free) is { } lease && await HoldAsync(run, lease, cancellationToken).ConfigureAwait(false))
                {
                    return lease;
                }

                continue; // Somebody else was quicker, or the model cannot be loaded.
            }

            if (await WaitAsync(run, step, now, cancellationToken).ConfigureAwait(false) is { } granted
                && await HoldAsync(run, granted, cancellationToken).ConfigureAwait(false))
            {
                return granted;
            }
        }
    }

    /// <summary>Another deployment that is free now, for a hedge.</summary>
    public Lease? TryNext(Run run)
    {
        var step = run.Plan.Next(deployment => Look(run, deployment), time.GetTimestamp());
        if (step.Free is not { } free || TryTake(run, free) is not { } lease)
        {
            return null;
        }

        if (!IsHeld(lease))
        {
            lease.Dispose(); // Nobody loads a model for a request that is being answered.
            return null;
        }

        run.Plan.Ask(lease.Deployment);
        return lease;
    }

    /// <summary>Whether nobody would be left if this one failed.</summary>
    public bool IsLast(Run run, Deployment deployment) => run.Plan.Only is not null || run.Plan.IsLast(deployment, other => Look(run, other));

    /// <summary>Whether whoever answers there must load the model first, and does it by itself.</summary>
    public bool Loads(Deployment deployment) => host is not null && !host.IsReady(deployment);

    private Availability Look(Run run, Deployment deployment) => DeploymentState.Of(deployment).Look(deployment, run.Priority, time);

    private Lease? TryTake(Run run, IReadOnlyList<Deployment> free) => TryTake(run, free is List<Deployment> list ? Choose(list) : free[0]);

    /// <summary>Of those that are free, one whose model is in memory, if any's is: nobody waits for a load beside a place that could answer.</summary>
    private Deployment Choose(List<Deployment> free)
    {
        var all = CollectionsMarshal.AsSpan(free);
        if (host is null || all.Length == 1)
        {
            return balancer.Choose(all);
        }

        var ready = 0;
        foreach (var deployment in all)
        {
            if (host.IsReady(deployment))
            {
                all[ready++] = deployment; // The list is this step's own.
            }
        }

        return balancer.Choose(ready == 0 ? all : all[..ready]);
    }

    private Lease? TryTake(Run run, Deployment chosen) => DeploymentState.Of(chosen).TryTake(chosen, run.Priority, time);

    /// <summary>Takes a hold if the model is in memory now.</summary>
    private bool IsHeld(Lease lease) => host is null || (lease.Hold = host.TryHold(lease.Deployment)) is not null;

    /// <summary>Has the model in memory for as long as the lease lasts. The time that a load takes is waiting, and no attempt's.</summary>
    /// <returns>Whether it is; else the failure is noted, and somebody else is next.</returns>
    private async ValueTask<bool> HoldAsync(Run run, Lease lease, CancellationToken cancellationToken)
    {
        run.Plan.Ask(lease.Deployment);
        if (IsHeld(lease))
        {
            return true;
        }

        try
        {
            var now = run.StartWaiting(time);
            var longest = time.GetElapsedTime(now, Math.Min(run.WaitEnd, run.End));
            lease.Hold = await host!.EnsureAsync(lease.Deployment, longest, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (UpstreamException e)
        {
            // What the model host knows of its failures it heeds itself: the circuit is for those that answer.
            lease.Failed(new Failure(e.Code, e.Message, Weight: 0));
            run.Plan.Failed(lease.Deployment, e);
            return false;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private async ValueTask<Lease?> WaitAsync(Run run, AttemptPlan.Step step, long now, CancellationToken cancellationToken)
    {
        _ = run.StartWaiting(time);
        if (now >= run.End)
        {
            throw OutOfTime(run);
        }

        var end = Math.Min(run.WaitEnd, run.End);
        if ((step.Line.Count == 0 && step.Until >= end) || now >= end)
        {
            throw FailureSummary.Of(run.Plan.Failures, Shortage.Of(run.Plan, step, now, end, time));
        }

        var wait = time.GetElapsedTime(now, Math.Min(step.Until, end));
        if (step.Line.Count == 0)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return await StandAsync(run, step.Line, wait, cancellationToken).ConfigureAwait(false);
    }

    private static BatonException OutOfTime(Run run)
    {
        var last = run.Plan.Failures.Count > 0 ? run.Plan.Failures[^1].Error : null;
        return new BatonException(
            ErrorCodes.Timeout, $"The request ran out of time (request_timeout) while it waited for a deployment. {last?.Message}".TrimEnd(), last);
    }

    /// <summary>Stands in every line at once, until one grants, something changes, or the time is over.</summary>
    private async ValueTask<Lease?> StandAsync(Run run, IReadOnlyList<Deployment> line, TimeSpan wait, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(run.Priority);
        var stands = false;
        try
        {
            foreach (var deployment in line)
            {
                var position = DeploymentState.Of(deployment).Enter(deployment, waiter, time);
                stands |= position > 0;
                if (position > 0 && !waiter.Granted.IsCompleted)
                {
                    run.Record.QueuePosition = Math.Min(run.Record.QueuePosition ?? int.MaxValue, position);
                }
            }

            if (!stands)
            {
                return null; // Every line filled up in between; the next look says so.
            }

            return await waiter.Granted.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Whoever takes the waiter decides: a lease that was granted at the same moment is not lost.
            if (!waiter.TryTake())
            {
                var lease = await waiter.Granted.ConfigureAwait(false);
                if (e is TimeoutException)
                {
                    return lease;
                }

                lease?.Dispose();
            }

            if (e is TimeoutException)
            {
                return null;
            }

            throw;
        }
        finally
        {
            foreach (var deployment in line)
            {
                DeploymentState.Of(deployment).Leave(waiter);
            }
        }
    }
}
