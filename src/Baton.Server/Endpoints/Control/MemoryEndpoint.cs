using Baton.Models;
using Baton.Residency;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>GET /api/memory</c>: what the machine has, what Baton's local models may take and take, model by model.</summary>
internal static class MemoryEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, IModelHost host, CatalogSource catalog) =>
        routes.MapGet("/api/memory", async (CancellationToken cancellationToken) => Results.Json(
            View(MachineMemory.Read(), await Gpu.ListAsync(cancellationToken), host.List(), LimitOf(catalog.Current)), ControlJson.Options));

    private static object View(MachineMemory machine, IReadOnlyList<Gpu> gpus, IReadOnlyList<Residence> models, long? limit) => new
    {
        TotalBytes = machine.TotalBytes,
        AvailableBytes = machine.AvailableBytes,
        LimitBytes = limit ?? machine.TotalBytes,
        UsedBytes = models.Where(m => m.ProcessId is not null).Sum(m => m.Bytes),
        Gpus = gpus.Select(g => new { g.Id, g.Name, g.TotalBytes, g.UsedBytes }),
        Models = models.Select(m => new
        {
            Id = m.Model,
            m.Deployment,
            m.State,
            m.Bytes,
            Pid = m.ProcessId,
            m.Provider,
            m.Holds,
            m.Waiting,
            m.LoadMs,
            m.LastError,
        }),
    };

    /// <summary>What all providers' models may take together; <c>null</c> where one has no limit of its own.</summary>
    private static long? LimitOf(Catalog catalog)
    {
        var limits = catalog.Options.Providers.Where(p => p is { Kind: ProviderKinds.LlamaServer, Command: not null }).Select(p => p.MemoryLimitBytes).ToList();
        return limits.Count > 0 && limits.TrueForAll(l => l is not null) ? limits.Sum() : null;
    }
}
