using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Providers;

namespace Baton.Balancing;

/// <summary>
/// How a deployment is doing now: the mutable state beside the immutable <see cref="Deployment"/>. It belongs to the place (the
/// model at the provider), so it lives on while a configuration changes around it. One lock, held for a few field accesses.
/// </summary>
public sealed class DeploymentState
{
    private const long ShunSeconds = 60;

    private static readonly ConditionalWeakTable<object, DeploymentState> States = [];

    private readonly Lock _lock = new();
    private readonly WaitingLine _line = new();
    private CircuitState _circuit;
    private Deployment _latest;
    private int _inFlight;
    private long _shunUntil;
    private TimeProvider _time = TimeProvider.System;

    private DeploymentState(Deployment deployment) => _latest = deployment;

    /// <summary>Requests that run there now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Requests that wait for it.</summary>
    public int Queue
    {
        get
        {
            lock (_lock)
            {
                return _line.Count;
            }
        }
    }

    /// <summary>Where its circuit stands.</summary>
    public CircuitPhase Circuit
    {
        get
        {
            lock (_lock)
            {
                return _circuit.Phase;
            }
        }
    }

    /// <summary>What the last failed attempt said; <c>null</c> where none failed.</summary>
    public string? LastError { get; private set; }

    /// <summary>The code of the last failed attempt, one of <see cref="ErrorCodes"/>; <c>null</c> where the last one answered.</summary>
    public string? LastCode { get; private set; }

    /// <summary>When an answer last ended whole, a timestamp of the clock; 0 before any did.</summary>
    internal long LastWorked { get; private set; }

    /// <summary>Whether the provider said that it has no such model, and nothing has answered since.</summary>
    public bool ModelMissing { get; private set; }

    /// <summary>
    /// Whether its credential was refused, or it lacks its model, a short while ago: then it is asked only where nobody else is left,
    /// since only asking shows whether that was mended.
    /// </summary>
    internal bool IsShunned(long now) =>
        LastCode is ErrorCodes.UpstreamCredentials or ErrorCodes.UpstreamModelMissing && now < Volatile.Read(ref _shunUntil);

    /// <summary>What was measured of it.</summary>
    public DeploymentTimes Times { get; } = new();

    /// <summary>When it last had its turn; the policies' own, under their lock.</summary>
    internal long LastTurn { get; set; }

    /// <summary>What it has gained of its weight; the weighted policy's own, under its lock.</summary>
    internal double Credit { get; set; }

    /// <summary>The state of a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <returns>Its state; the same object every time, also for the deployment that a changed configuration put in its place.</returns>
    public static DeploymentState Of(Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return States.TryGetValue(deployment.Place, out var known)
            ? known
            : States.GetValue(deployment.Place, _ => new DeploymentState(deployment));
    }

    /// <summary>Whether it would take a request now.</summary>
    internal Availability Look(Deployment deployment, RequestPriority priority, TimeProvider time)
    {
        lock (_lock)
        {
            return Look(deployment, priority, time.GetTimestamp(), time);
        }
    }

    /// <summary>Takes the right to use the deployment for one request, if it is free.</summary>
    internal Lease? TryTake(Deployment deployment, RequestPriority priority, TimeProvider time)
    {
        lock (_lock)
        {
            (_latest, _time) = (deployment, time);
            return Look(deployment, priority, time.GetTimestamp(), time).Kind == AvailabilityKind.Free ? Take(deployment) : null;
        }
    }

    /// <summary>Stands in line for it.</summary>
    /// <returns>The position, 1 being next; 0 where the line is full.</returns>
    internal int Enter(Deployment deployment, Waiter waiter, TimeProvider time)
    {
        lock (_lock)
        {
            (_latest, _time) = (deployment, time);
            var position = _line.Count < deployment.Policy.QueueLimit!.Value ? _line.Enter(waiter) : 0;
            if (position > 0)
            {
                Serve(); // It may have become free between the look and the line.
            }

            return position;
        }
    }

    /// <summary>Leaves the line.</summary>
    internal void Leave(Waiter waiter)
    {
        lock (_lock)
        {
            _line.Leave(waiter);
        }
    }

    /// <summary>Whether it rests because nobody was there.</summary>
    internal bool IsGone => LastCode == ErrorCodes.UpstreamUnreachable && Circuit == CircuitPhase.Open;

    /// <summary>Takes in what a look from outside has found.</summary>
    internal void Looked(bool isThere, TimeSpan untilNextLook)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var nextLook = now + (long)(2 * untilNextLook.TotalSeconds * _time.TimestampFrequency);
            _circuit = isThere ? _circuit.Found(now) : _circuit.Missed(nextLook);
        }
    }

    internal void Began(bool isProbe)
    {
        if (isProbe)
        {
            lock (_lock)
            {
                _circuit = _circuit.Began(isProbe);
                Serve();
            }
        }
    }

    internal void Worked(bool isProbe)
    {
        lock (_lock)
        {
            _circuit = _circuit.Worked(isProbe);
            (LastCode, ModelMissing, LastWorked) = (null, false, _time.GetTimestamp());
        }
    }

    internal void Abandoned(bool isProbe)
    {
        lock (_lock)
        {
            _circuit = _circuit.Abandoned(isProbe);
        }
    }

    internal void Failed(Deployment deployment, bool isProbe, Failure failure)
    {
        lock (_lock)
        {
            (LastCode, LastError) = (failure.Code, failure.Message);
            ModelMissing = failure.Code == ErrorCodes.UpstreamModelMissing;
            var now = _time.GetTimestamp();
            if (failure.Weight == 0)
            {
                Volatile.Write(ref _shunUntil, now + (ShunSeconds * _time.TimestampFrequency));
                _circuit = _circuit.Abandoned(isProbe);
                return;
            }

            var rest = failure.RetryAfter is { } wait ? now + (long)(wait.TotalSeconds * _time.TimestampFrequency) : 0;
            _circuit = _circuit.Failed(now, isProbe, failure.Weight, CircuitOptions.Of(deployment, _time), rest);
        }
    }

    internal void Return()
    {
        lock (_lock)
        {
            _inFlight--;
            Serve();
        }
    }

    private Availability Look(Deployment deployment, RequestPriority priority, long now, TimeProvider time)
    {
        var cooling = KeyRing.Of(deployment).CoolUntil(now);
        if (cooling > now || !_circuit.Lets(now))
        {
            return _circuit is { Phase: CircuitPhase.HalfOpen, Probing: true }
                ? new Availability(_line.Count < deployment.Policy.QueueLimit ? AvailabilityKind.Probing : AvailabilityKind.Full)
                : new Availability(AvailabilityKind.Resting, Math.Max(cooling, _circuit.Phase == CircuitPhase.Open ? _circuit.OpenUntil : 0));
        }

        if (_inFlight < (deployment.Policy.MaxConcurrency ?? int.MaxValue) && !_line.HasBefore(priority))
        {
            return new Availability(AvailabilityKind.Free);
        }

        return new Availability(_line.Count < deployment.Policy.QueueLimit ? AvailabilityKind.Busy : AvailabilityKind.Full);
    }

    private Lease Take(Deployment deployment)
    {
        var isProbe = _circuit.Phase != CircuitPhase.Closed;
        _circuit = _circuit.Enter();
        _inFlight++;
        return new Lease(deployment, this, isProbe);
    }

    /// <summary>Lets the next ones in, as many as there is room for; where it rests now, they are told to look elsewhere.</summary>
    private void Serve()
    {
        while (_line.Count > 0)
        {
            var now = _time.GetTimestamp();
            if (!_circuit.Lets(now) || KeyRing.Of(_latest).CoolUntil(now) > now)
            {
                if (_circuit is { Phase: CircuitPhase.HalfOpen, Probing: true })
                {
                    return;
                }

                while (_line.Next() is { } waiting)
                {
                    waiting.Grant(null);
                }

                return;
            }

            if (_inFlight >= (_latest.Policy.MaxConcurrency ?? int.MaxValue) || _line.Next() is not { } next)
            {
                return;
            }

            next.Grant(Take(_latest));
        }
    }
}
