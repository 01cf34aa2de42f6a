using Baton.Models;
using Baton.Routing;
using BenchmarkDotNet.Attributes;

namespace Baton.Benchmarks;

/// <summary>The choice of a model. FEATURES R9 bounds it: under a millisecond at a hundred models.</summary>
[MemoryDiagnoser]
public class RoutingBenchmarks
{
    private static readonly TaskAnalysis Task = new(TaskType.Coding, 0.5, [], InputTokens: 500, OutputTokens: 300);
    private readonly Catalog _catalog = Bodies.Catalog(100);
    private readonly Router _router = new(new NoRoles(), new PriorEstimates());

    [Benchmark]
    public Route ById() => _router.Choose(new RouteRequest("model-7", Task), _catalog);

    [Benchmark]
    public Route ByDeployment() => _router.Choose(new RouteRequest("model-7@up", Task), _catalog);

    [Benchmark]
    public Route AutoOf100() => _router.Choose(new RouteRequest("auto", Task), _catalog);

    [Benchmark]
    public Route AutoOf100Constrained() => _router.Choose(
        new RouteRequest("auto:cost", Task) { Constraints = new RouteConstraints { MinQuality = 0.6, Capabilities = [Capabilities.Tools] } },
        _catalog);

    private sealed class NoRoles : IRoleResolver
    {
        public IEnumerable<string> Names => [];

        public RolePlayer? Find(string role) => null;
    }
}
