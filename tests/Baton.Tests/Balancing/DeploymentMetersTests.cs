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
        var deployment = catalog.Current.FindDeployment("b@p")!;
        using var lease = DeploymentState.Of(deployment).TryTake(deployment, RequestPriority.Normal, TimeProvider.System);

        measured.Collect().Of("baton.deployment.in_flight").ShouldBe(
            ["{gen_ai.request.model=a,baton.deployment=a@p} 0", "{gen_ai.request.model=b,baton.deployment=b@p} 1"]);
    }
}
