using System.Runtime.CompilerServices;
using Baton.Models;

namespace Baton.Balancing;

/// <summary>How a deployment is doing now: the mutable state beside the immutable <see cref="Deployment"/>. It lives as long as that object does.</summary>
public sealed class DeploymentState
{
    private static readonly ConditionalWeakTable<Deployment, DeploymentState> States = [];

    private int _inFlight;
    private volatile string? _lastError;
    private volatile bool _modelMissing;

    /// <summary>Requests that run there now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>What the last failed attempt said; <c>null</c> where none failed.</summary>
    public string? LastError => _lastError;

    /// <summary>Whether the provider said that it has no such model, and nothing has answered since.</summary>
    public bool ModelMissing => _modelMissing;

    /// <summary>The state of a deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <returns>Its state; the same object every time.</returns>
    public static DeploymentState Of(Deployment deployment) => States.GetValue(deployment, static _ => new DeploymentState());

    /// <summary>Takes the right to use the deployment for one request.</summary>
    /// <returns>The right, to be given back by disposing it.</returns>
    internal Lease Take()
    {
        Interlocked.Increment(ref _inFlight);
        return new Lease(this);
    }

    internal void Return() => Interlocked.Decrement(ref _inFlight);

    internal void Answered() => _modelMissing = false;

    internal void Failed(string code, string message)
    {
        _lastError = message;
        _modelMissing |= code == ErrorCodes.UpstreamModelMissing;
    }
}

/// <summary>The right to use a deployment for one request; given back once, however often it is disposed.</summary>
internal sealed class Lease(DeploymentState state) : IDisposable
{
    private DeploymentState? _state = state;

    public void Dispose() => Interlocked.Exchange(ref _state, null)?.Return();
}
