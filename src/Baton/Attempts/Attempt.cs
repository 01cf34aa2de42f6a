using Baton.Balancing;
using Baton.Models;

namespace Baton.Attempts;

/// <summary>One upstream call: whom it asks, the right to do so, and its bounds in time.</summary>
internal sealed class Attempt(Deployment deployment, Lease lease, AttemptClock clock) : IDisposable
{
    public Deployment Deployment => deployment;

    public AttemptClock Clock => clock;

    public void Dispose()
    {
        clock.Dispose();
        lease.Dispose();
    }
}
