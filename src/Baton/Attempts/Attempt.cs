using Baton.Balancing;
using Baton.Models;
using Baton.Providers;
using Baton.Residency;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Attempts;

/// <summary>
/// One upstream call: whom it asks, the right to do so, its bounds in time and its record. It ends once: it worked, it failed, or it
/// was given up; what that says of the deployment goes to the balancing's figures.
/// </summary>
internal sealed class Attempt : IDisposable
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    private readonly Lease _lease;
    private readonly FirstTokenBounds _bounds;
    private readonly TimeProvider _time;
    private readonly TimeSpan _firstToken;
    private readonly bool _streamed;
    private readonly long _started;
    private int _ended;

    public Attempt(Lease lease, Run run, AttemptRecord record, TimeSpan firstToken, FirstTokenBounds bounds, TimeProvider time, long now, CancellationToken cancellationToken)
    {
        _lease = lease;
        _bounds = bounds;
        _time = time;
        _firstToken = firstToken;
        _streamed = run.Streamed;
        _started = now;
        Record = record;
        Clock = new AttemptClock(time, now, firstToken, run.End, lease.Deployment.Policy.MinTokensPerSecond, cancellationToken);
    }

    public Deployment Deployment => _lease.Deployment;

    public AttemptClock Clock { get; }

    public AttemptRecord Record { get; }

    /// <summary>The most tokens of the answer that a budget pays for; <c>null</c>: as many as the caller said.</summary>
    public int? OutputCap { get; init; }

    private DeploymentTimes Times => _lease.State.Times;

    /// <summary>The call's options as this attempt sends them.</summary>
    public ChatOptions Bounded(ChatOptions options)
    {
        if (OutputCap is not { } cap)
        {
            return options;
        }

        var bounded = options.Clone();
        bounded.MaxOutputTokens = cap;
        bounded.Tools = options.Tools; // The list itself: a copy would say that somebody changed them.
        return bounded;
    }

    /// <summary>Something that counts came: the stream is committed.</summary>
    public void Began()
    {
        Clock.Flow(Deployment.Policy.StallTimeout!.Value);
        Record.FirstTokenMs = Elapsed();
        _bounds.Add(Deployment, streamed: true, Record.FirstTokenMs.Value);
        Times.AddFirstToken(Record.FirstTokenMs.Value, _time);
        _lease.Began();
    }

    /// <summary>The answer came whole.</summary>
    /// <param name="tokens">Its tokens, about.</param>
    public void Worked(long tokens)
    {
        if (TryEnd())
        {
            var elapsed = Record.DurationMs!.Value;
            if (!_streamed)
            {
                Record.FirstTokenMs = elapsed;
                _bounds.Add(Deployment, streamed: false, elapsed);
            }

            Times.AddWhole(elapsed, _streamed, tokens, _streamed ? Record.FirstTokenMs : null, _time);
            _lease.Worked();
            Close();
        }
    }

    /// <summary>The call failed.</summary>
    /// <param name="e">What it threw.</param>
    /// <returns>What that means: a cancellation that a bound caused is a time that ran out, anything else itself.</returns>
    public Exception Failed(Exception e)
    {
        var failure = AttemptErrors.Of(this, e);
        if (TryEnd())
        {
            Record.Error = (failure as BatonException)?.Code ?? (failure is OperationCanceledException ? null : ErrorCodes.Internal);
            Record.Cancelled = failure is OperationCanceledException;
            Judge(failure);
            Close();
        }

        return failure;
    }

    /// <summary>Gives up whatever still runs; shows nothing about the deployment.</summary>
    public void Dispose()
    {
        if (TryEnd())
        {
            Record.Cancelled = true;
            Close();
        }
    }

    private void Judge(Exception failure)
    {
        var ranOut = Clock.RanOut;
        if (ranOut is AttemptClock.Bound.FirstToken)
        {
            _bounds.RanOut(Deployment, _streamed, _firstToken);
            Times.AddHang(Record.DurationMs!.Value, _time);
        }

        switch (failure)
        {
            case UpstreamException { CallersFault: true }:
                _lease.Worked(); // It works: it found the caller's error.
                break;
            case UpstreamException upstream:
                _lease.Failed(new Failure(upstream.Code, upstream.Message, WeightOf(Deployment, upstream, ranOut), Bounded(upstream)));
                break;
            case BatonException { Code: ErrorCodes.Timeout } late when !Clock.Flowing:
                _lease.Failed(new Failure(late.Code, late.Message, Weight: 2));
                break;
            default:
                break;
        }
    }

    /// <summary>What a failure counts for the circuit. Credentials and limits are their keys' (<see cref="KeyRing"/>), a missing model is no illness.</summary>
    private static int WeightOf(Deployment deployment, UpstreamException failure, AttemptClock.Bound ranOut) => failure.Code switch
    {
        // A process that died is another one as soon as it is started again; nobody need rest for it.
        ErrorCodes.UpstreamUnreachable or ErrorCodes.UpstreamCut when ModelHost.Starts(deployment) => 0,
        ErrorCodes.UpstreamCredentials or ErrorCodes.RateLimited or ErrorCodes.UpstreamModelMissing => 0,
        _ when failure.IsAboutTheAnswer => 0,
        _ => ranOut is AttemptClock.Bound.FirstToken or AttemptClock.Bound.Stall ? 2 : 1, // A hang holds a caller up; it counts twice.
    };

    /// <summary>Only an overload's Retry-After is about the deployment.</summary>
    private static TimeSpan? Bounded(UpstreamException failure) =>
        failure is { Code: ErrorCodes.UpstreamUnavailable, RetryAfter: { } wait } ? (wait < LongestRest ? wait : LongestRest) : null;

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return false;
        }

        Record.DurationMs = Elapsed();
        return true;
    }

    private void Close()
    {
        Clock.Dispose();
        _lease.Dispose();
    }

    private double Elapsed() => _time.GetElapsedTime(_started).TotalMilliseconds;
}
