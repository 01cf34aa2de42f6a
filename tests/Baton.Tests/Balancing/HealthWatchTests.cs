using Baton.Balancing;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Balancing;

public sealed class HealthWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CatalogSource _catalog = new(Ensemble.Options(new RequestPolicyOptions { CircuitFailures = 1 }, "m"));
    private readonly Server _server = new();

    private Deployment One => _catalog.Current.Models[0].Deployments[0];

    private bool Rests => DeploymentState.Of(One).Look(One, RequestPriority.Normal, _time).Kind == AvailabilityKind.Resting;

    private void Fail(string code) =>
        DeploymentState.Of(One).TryTake(One, RequestPriority.Normal, _time)!.Failed(new Failure(code, "failed", 1));

    [Fact]
    public async Task One_that_is_back_is_tried_by_the_next_request()
    {
        using var watch = new HealthWatch(_catalog, [_server], _time);
        Fail(ErrorCodes.UpstreamUnreachable);
        Rests.ShouldBeTrue();
        await watch.LookAsync();
        Rests.ShouldBeFalse();
        DeploymentState.Of(One).Circuit.ShouldBe(CircuitPhase.Open); // One probe, then the others.
    }

    [Fact]
    public async Task On_one_that_is_still_away_no_request_is_spent()
    {
        using var watch = new HealthWatch(_catalog, [_server], _time);
        _server.Failure = new UpstreamException(ErrorCodes.UpstreamUnreachable, "nobody there");
        Fail(ErrorCodes.UpstreamUnreachable);
        _time.Advance(TimeSpan.FromSeconds(14));
        await watch.LookAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        Rests.ShouldBeTrue();
        _server.Failure = new UpstreamException(ErrorCodes.UpstreamCredentials, "no list for you") { Status = 401 };
        await watch.LookAsync();
        Rests.ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_is_there_and_fails_is_not_looked_after()
    {
        using var watch = new HealthWatch(_catalog, [_server], _time);
        Fail(ErrorCodes.UpstreamError);
        await watch.LookAsync();
        _server.Looks.ShouldBe(0);
        Rests.ShouldBeTrue();
    }

    private sealed class Server : IModelInventory
    {
        public string Kind => "scripted";

        public int Looks { get; private set; }

        public Exception? Failure { get; set; }

        public Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken)
        {
            Looks++;
            return Failure is null ? Task.FromResult<IReadOnlyList<InstalledModel>>([]) : Task.FromException<IReadOnlyList<InstalledModel>>(Failure);
        }
    }
}
