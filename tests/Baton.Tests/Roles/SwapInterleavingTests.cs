using Baton.Roles;

namespace Baton.Tests.Roles;

/// <summary>Many swaps, rollbacks, failures and requests at once, by a seed.</summary>
public sealed class SwapInterleavingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20_261_125)]
    public async Task Whatever_interleaves_the_history_is_one_chain_and_every_stay_ends(int seed)
    {
        string[] models = ["a", "b", "c", "d"];
        var ensemble = new Ensemble(models);
        foreach (var model in models)
        {
            ensemble[model].Says("OK");
        }

        var random = new LockedRandom(seed);
        ensemble.Host.OnWarm = async _ =>
        {
            for (var i = random.Next(4); i > 0; i--)
            {
                await Task.Yield();
            }

            if (random.Next(5) == 0)
            {
                throw new BatonException(ErrorCodes.UpstreamUnavailable, "not now");
            }
        };
        ensemble.Roles.Load("r", "a");
        var swaps = Enumerable.Range(0, 300).Select(_ => Task.Run(async () =>
        {
            var request = random.Next(4) == 0 ? new SwapRequest("r", SwapKinds.Rollback)
                : new SwapRequest("r", SwapKinds.Swap, models[random.Next(models.Length)]) { CanaryPercent = random.Next(5) == 0 ? 50 : null };
            try
            {
                return await ensemble.Swaps.SwapAsync(request);
            }
            catch (BatonException)
            {
                return null;
            }
        })).ToList();
        var requests = Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            var player = ensemble.Roles.Enter("r", $"caller {i}")!;
            await Task.Yield();
            player.Hold!.Dispose();
        })).ToList();
        var events = (await Task.WhenAll(swaps)).OfType<SwapEvent>().Where(e => e.Warnings.All(w => w.Code != "already_playing")).ToList();
        await Task.WhenAll(requests);

        await ensemble.Roles.UntilAsync(r => r["r"].History.Skip(1).All(e => e.Phases.Any(p => p.Phase == "keep")));
        var role = ensemble.Roles.Current["r"];
        role.History.Select(e => e.Version).ShouldBe(Enumerable.Range(1, role.Version));
        role.History.Skip(1).Select(e => e.Id).Order().ShouldBe(events.Select(e => e.Id).Order());
        var playing = "a";
        string? canary = null;
        foreach (var swap in role.History.Skip(1))
        {
            if (swap.Kind == SwapKinds.Canary)
            {
                swap.From.ShouldBe(playing);
                canary = swap.To;
            }
            else
            {
                swap.From.ShouldBeOneOf(playing, canary);
                (playing, canary) = (swap.To!, null);
            }
        }

        role.Model.ShouldBe(playing);
        role.Stint.Serving.ShouldBe(0);
    }
}
