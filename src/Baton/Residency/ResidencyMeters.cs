using System.Diagnostics.Metrics;
using Baton.Telemetry;

namespace Baton.Residency;

/// <summary>How local models are in memory, and what the machine has, read whenever somebody collects.</summary>
internal sealed class ResidencyMeters
{
    public ResidencyMeters(BatonMeter baton, IModelHost host)
    {
        var meter = baton.Meter;
        meter.CreateObservableGauge("baton.model.memory", () => Read(host, r => r.InMemory ? r.Bytes : 0), "By", "Memory that a local model takes.");
        meter.CreateObservableGauge(
            "baton.model.state", () => Read(host, r => (long)r.Phase), null, "Where a local model stands: 0 unloaded, 1 loading, 2 ready, 3 draining, 4 failed.");
        meter.CreateObservableGauge("baton.model.holds", () => Read(host, r => r.Holds), "{request}", "Requests that use a local model now.");
        meter.CreateObservableGauge("baton.model.waiting", () => Read(host, r => r.Waiting), "{request}", "Requests that wait for a local model to be loaded.");
        meter.CreateObservableCounter("baton.model.loads", () => Read(host, r => r.Loads), "{load}", "How often a local model was loaded.");
        meter.CreateObservableCounter(
            "baton.model.breakdowns", () => Read(host, r => r.Breakdowns), "{breakdown}", "How often a local model's process crashed or could not be started.");
        meter.CreateObservableGauge("baton.model.load.duration", () => LoadTimes(host), "s", "How long a local model's last load took.");
        meter.CreateObservableGauge("baton.memory.total", () => MachineMemory.Read().TotalBytes, "By", "The memory of the machine, or of the control group.");
        meter.CreateObservableGauge("baton.memory.available", () => MachineMemory.Read().AvailableBytes ?? 0, "By", "What of it may still be taken.");
    }

    private static IEnumerable<Measurement<long>> Read(IModelHost host, Func<Residence, long> read) =>
        host.List().Select(r => new Measurement<long>(read(r), TagsOf(r)));

    private static IEnumerable<Measurement<double>> LoadTimes(IModelHost host) =>
        host.List().Where(r => r.LoadMs is not null).Select(r => new Measurement<double>(r.LoadMs!.Value / 1_000, TagsOf(r)));

    private static KeyValuePair<string, object?>[] TagsOf(Residence residence) =>
        [new(Tags.RequestModel, residence.Model), new(Tags.Deployment, residence.Deployment)];
}
