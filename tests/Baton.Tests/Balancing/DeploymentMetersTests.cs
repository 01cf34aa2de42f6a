using Baton.Balancing;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Tests.Telemetry;

namespace Baton.Tests.Balancing;

public sealed class DeploymentMetersTests
{
    [Fact]
    public void Gauges_read_the_state_of_every_deployment()
    {
        using var measured = new Measured();
        var catalog = new CatalogSource(Ensemble.Options(new RequestPolicyOptions(), "a", "b"));
        _ = new DeploymentMeters(measured.Baton, catalog);
        var b = catalog.Current.FindDeployment("b@p")!;
        using var lease = DeploymentState.Of(b).TryTake(b, RequestPriority.Normal, TimeProvider.System)!;
        var a = catalog.Current.FindDeployment("a@p")!;
        for (var i = 0; i < 5; i++)
        {
            using var failing = DeploymentState.Of(a).TryTake(a, RequestPriority.Normal, TimeProvider.System)!;
            failing.Failed(new Failure(ErrorCodes.UpstreamError, "down", Weight: 1));
        }

        measured.Collect().Of("baton.deployment.in_flight").ShouldBe(
            ["{gen_ai.request.model=a,baton.deployment=a@p} 0", "{gen_ai.request.model=b,baton.deployment=b@p} 1"]);
        measured.Of("baton.deployment.queue").Count().ShouldBe(2);
        measured.Of("baton.deployment.circuit").ShouldBe(
            ["{gen_ai.request.model=a,baton.deployment=a@p} 2", "{gen_ai.request.model=b,baton.deployment=b@p} 0"]);
    }
}
