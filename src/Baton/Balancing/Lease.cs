using Baton.Models;

namespace Baton.Balancing;

/// <summary>
/// The right to use a deployment for one request. Whoever holds it says once how the request ended; given back unsaid, the
/// request was abandoned and shows nothing about the deployment.
/// </summary>
internal sealed class Lease : IDisposable
{
    private readonly DeploymentState _state;
    private readonly bool _isProbe;
    private int _ended;

    public Lease(Deployment deployment, DeploymentState state, bool isProbe)
    {
        Deployment = deployment;
        _state = state;
        _isProbe = isProbe;
    }

    public Deployment Deployment { get; }

    /// <summary>How the deployment is doing.</summary>
    public DeploymentState State => _state;

    /// <summary>What keeps the model in memory while the lease lasts; given back with it.</summary>
    public IDisposable? Hold { get; set; }

    /// <summary>The answer began: something that counts came.</summary>
    public void Began() => _state.Began(_isProbe);

    /// <summary>The answer ended whole, or the deployment said that the caller is at fault.</summary>
    public void Worked() => End(static (state, lease, _) => state.Worked(lease._isProbe), null);

    /// <summary>The request failed by the deployment's fault.</summary>
    public void Failed(Failure failure) => End(static (state, lease, failure) => state.Failed(lease.Deployment, lease._isProbe, failure!), failure);

    /// <inheritdoc/>
    public void Dispose() => End(static (state, lease, _) => state.Abandoned(lease._isProbe), null);

    private void End(Action<DeploymentState, Lease, Failure?> how, Failure? failure)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            how(_state, this, failure);
            _state.Return();
            Hold?.Dispose();
        }
    }
}

/// <summary>How a request failed.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Weight">How much it counts for the circuit; 0: not at all.</param>
/// <param name="RetryAfter">How long the deployment asked to be left alone.</param>
internal sealed record Failure(string Code, string Message, int Weight, TimeSpan? RetryAfter = null);
