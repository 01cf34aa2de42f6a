using System.Diagnostics.Metrics;
using Baton.Models;
using Baton.Telemetry;

namespace Baton.Balancing;

/// <summary>The gauges of how deployments are doing, read from their states whenever somebody collects.</summary>
internal sealed class DeploymentMeters
{
    public DeploymentMeters(BatonMeter baton, CatalogSource catalog)
    {
        Gauge("baton.deployment.in_flight", "{request}", "Requests that run at a deployment now.", state => state.InFlight);
        Gauge("baton.deployment.queue", "{request}", "Requests that wait for a deployment now.", state => state.Queue);
        Gauge("baton.deployment.circuit", null, "Where a deployment's circuit stands: 0 closed, 1 half-open, 2 open.", state => (int)state.Circuit);

        void Gauge(string name, string? unit, string description, Func<DeploymentState, int> read) =>
            baton.Meter.CreateObservableGauge(name, () => Read(catalog.Current, read), unit, description);
    }

    private static IEnumerable<Measurement<int>> Read(Catalog catalog, Func<DeploymentState, int> read)
    {
        foreach (var model in catalog.Models)
        {
            foreach (var deployment in model.Deployments)
            {
                yield return new Measurement<int>(
                    read(DeploymentState.Of(deployment)),
                    new KeyValuePair<string, object?>(Tags.RequestModel, model.Id),
                    new KeyValuePair<string, object?>(Tags.Deployment, deployment.Id));
            }
        }
    }
}
