using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Residency;
using Baton.Roles;
using Baton.Tests.Residency;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Roles;

public sealed class ResidentPlayersTests
{
    private readonly CatalogSource _catalog = new(new BatonOptions
    {
        Providers = [new ProviderOptions { Name = "p", Kind = "scripted" }],
        Models = [.. new[] { "a", "b", "c", "early" }.Select(id => new ModelOptions { Card = new ModelCard { Id = id }, Deployments = [new DeploymentOptions { Provider = "p", Preload = id == "early" }] })],
    });

    private readonly RoleBook _book;
    private readonly FakeModelHost _host = new();
    private readonly ResidentPlayers _players;

    public ResidentPlayersTests()
    {
        _book = new RoleBook(_catalog, new FakeTimeProvider());
        _players = new ResidentPlayers(_book, _catalog, _host);
    }

    [Fact]
    public async Task The_host_knows_who_plays_who_is_kept_and_who_is_made_ready()
    {
        _host.Told.ShouldBe("early:Kept");
        _book.Load("writer", "a");
        _host.Told.ShouldBe("a:Plays early:Kept");
        using (await _players.WarmAsync("writer", Model("b"), default))
        {
            _host.Told.ShouldBe("a:Plays b:Plays early:Kept");
            _host.Held.ShouldBe(["b@p"]);
            _book.Do("writer", SwapKinds.Swap, "b");
        }

        _host.Told.ShouldBe("a:Kept b:Plays early:Kept");
        _host.Held.ShouldBeEmpty();
        _book.Do("writer", SwapKinds.Swap, "c");
        _host.Told.ShouldBe("b:Kept c:Plays early:Kept");
        _book.Do("writer", SwapKinds.Unload);
        _host.Told.ShouldBe("early:Kept");
    }

    [Fact]
    public void A_swap_that_was_made_elsewhere_loads_its_model_where_the_old_one_was_loaded()
    {
        _host.Places["a@p"] = Place("a", 1);
        _host.Places["b@p"] = Place("b", 1);
        _book.Load("writer", "a");
        _book.Do("writer", SwapKinds.Swap, "b");
        _host.Loads.ShouldBeEmpty(); // Nobody used the old one here.
        _host.Places["b@p"] = Place("b", 1) with { Phase = ResidencePhase.Ready };
        _book.Do("writer", SwapKinds.Swap, "a");
        _host.Loads.ShouldBe(["a@p"]);
    }

    [Fact]
    public void A_canary_plays_as_well()
    {
        _book.Load("writer", "a");
        _book.Flip(new SwapRequest("writer", SwapKinds.Swap, "b") { CanaryPercent = 10 });
        _host.Told.ShouldBe("a:Plays b:Plays early:Kept");
        _book.Do("writer", SwapKinds.Rollback);
        _host.Told.ShouldBe("a:Plays early:Kept");
    }

    [Fact]
    public async Task What_cannot_be_loaded_is_told_as_the_host_tells_it_and_is_nothing_to_the_role()
    {
        _host.Fails = true;
        (await Should.ThrowAsync<UpstreamException>(() => _players.WarmAsync("writer", Model("b"), default))).Message.ShouldBe("no such file");
        _host.Told.ShouldBe("early:Kept");
    }

    [Fact]
    public void Who_does_not_fit_beside_those_that_stay_is_foreseen()
    {
        _host.Places["a@p"] = Place("a", 6) with { Phase = ResidencePhase.Ready, Standing = Standing.Plays };
        _host.Places["c@p"] = Place("c", 3) with { Phase = ResidencePhase.Ready, Standing = Standing.Kept };
        _host.Places["b@p"] = Place("b", 4);
        _players.Foresee(Model("b")).ShouldBeNull(); // The kept one makes room.
        _host.Places["b@p"] = Place("b", 5);
        var warning = _players.Foresee(Model("b")).ShouldNotBeNull();
        warning.Code.ShouldBe("memory_short");
        warning.Message.ShouldBe("'b' needs 5.0 GB, and 'p' has 10.0 GB, of which 'a' take 6.0 GB");
        _players.Foresee(Model("early")).ShouldBeNull(); // It needs no loading.
    }

    [Fact]
    public void Who_is_kept_and_had_to_make_room_is_told_of()
    {
        _host.Places["a@p"] = Place("a", 6);
        _players.Keep("writer", Model("a")).ShouldNotBeNull().Code.ShouldBe("not_kept");
        _host.Places["a@p"] = Place("a", 6) with { Phase = ResidencePhase.Ready };
        _players.Keep("writer", Model("a")).ShouldBeNull();
        _players.Keep("writer", Model("early")).ShouldBeNull();
        _players.Keep("writer", null).ShouldBeNull();
    }

    private static Residence Place(string model, long gigabytes) =>
        new(model, $"{model}@p", "p", ResidencePhase.Unloaded, gigabytes * 1_000_000_000, null, 0, 0, null, null) { LimitBytes = 10_000_000_000 };

    private Model Model(string id) => _catalog.Current.FindModel(id)!;
}
