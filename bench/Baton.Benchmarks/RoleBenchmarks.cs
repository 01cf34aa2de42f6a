using Baton.Models;
using Baton.Roles;
using Baton.Roles.Learnings;
using Baton.Roles.Traffic;
using Baton.Routing;
using Baton.Telemetry;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Benchmarks;

/// <summary>What a swap costs beside loading a model. FEATURES L4 bounds the check by 10 ms, L7 the transfer by 5 ms.</summary>
[MemoryDiagnoser]
public class RoleBenchmarks : IDisposable
{
    private readonly Catalog _catalog = Bodies.Catalog(100);
    private readonly PriorEstimates _estimates = new();
    private readonly RoleTraffic _traffic = new(TimeProvider.System);
    private readonly LearningsBook _learnings = new(TimeProvider.System, NullLogger<LearningsBook>.Instance);
    private readonly RequestRecord _record;
    private readonly RoleBook _book;
    private readonly CompatibilityInput _input;
    private int _turn;

    public RoleBenchmarks()
    {
        var deployment = _catalog.Models[0].Deployments[0];
        _record = new RequestRecord
        {
            Role = "writer",
            RoleModel = "model-0",
            Deployment = deployment,
            Task = TaskType.Coding,
            Complexity = 0.7,
            LatencyMs = 800,
            Requires = [Capabilities.Tools],
            Usage = new TokenUsage(500) { Output = 300 },
        };
        for (var i = 0; i < RoleTraffic.Held; i++)
        {
            _traffic.Ended(_record);
        }

        _book = new RoleBook(new CatalogSource(Bodies.Options(100)), TimeProvider.System);
        _book.Flip(new SwapRequest("writer", SwapKinds.Load, "model-0"));
        _input = new CompatibilityInput("writer", [Capabilities.Tools], _catalog.Models[0], _catalog.Models[1], _traffic.ProfileOf("writer"));
    }

    /// <summary>The atomic step: decided, kept (in memory here), seen.</summary>
    [Benchmark]
    public object Flip() => _book.Flip(new SwapRequest("writer", SwapKinds.Swap, (_turn++ & 1) == 0 ? "model-1" : "model-0"));

    /// <summary>A request enters its role and leaves it.</summary>
    [Benchmark]
    public void EnterAndLeave() => _book.Enter("writer", null)!.Hold!.Dispose();

    /// <summary>The last 256 requests of the role, and both cards.</summary>
    [Benchmark]
    public object Compatible() => Compatibility.Check(_input with { Profile = _traffic.ProfileOf("writer") }, _estimates, strict: false);

    /// <summary>How the player did, kept beside the one that replaces him.</summary>
    [Benchmark]
    public int Transfer() => _traffic.Carry("writer", "model-0", DateTimeOffset.MinValue, "model-1");

    /// <summary>What each request costs for the learnings, and for the role's own figures.</summary>
    [Benchmark]
    public void Learn() => _learnings.Ended(_record);

    [Benchmark]
    public void Remember() => _traffic.Ended(_record);

    public void Dispose()
    {
        _learnings.Dispose();
        GC.SuppressFinalize(this);
    }
}
