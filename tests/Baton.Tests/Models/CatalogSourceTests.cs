using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Tests.Models;

public sealed class CatalogSourceTests
{
    private readonly CatalogSource _source = new(Ensemble.Options(new RequestPolicyOptions(), "a", "b"));

    private static ModelOptions Model(string id, double? quality = null, string provider = "p") => new()
    {
        Card = new ModelCard { Id = id, Quality = quality },
        Deployments = [new DeploymentOptions { Provider = provider }],
    };

    private IEnumerable<string> Ids => _source.Current.Models.Select(m => m.Id);

    [Fact]
    public void A_model_is_registered_changed_and_removed_live()
    {
        _source.SetModel(Model("c"), isNew: true);
        Ids.ShouldBe(["a", "b", "c"]);
        _source.SetModel(Model("c", 0.5), isNew: false);
        _source.Current.FindModel("c")!.Card.Quality.ShouldBe(0.5);
        _source.RemoveModel("a");
        Ids.ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Registering_twice_and_removing_nothing_are_refused()
    {
        Should.Throw<BatonException>(() => _source.SetModel(Model("a"), isNew: true)).Code.ShouldBe(ErrorCodes.Conflict);
        Should.Throw<BatonException>(() => _source.RemoveModel("z")).Code.ShouldBe(ErrorCodes.ModelNotFound);
        Ids.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_reload_keeps_what_the_api_did_until_the_files_own_entry_changes()
    {
        _source.SetModel(Model("c"), isNew: true);
        _source.RemoveModel("a");
        _source.Update(file => file with { Data = "elsewhere" });
        Ids.ShouldBe(["b", "c"]);
        _source.Update(file => file with { Models = [Model("a", 0.9), Model("b")] });
        Ids.ShouldBe(["a", "b", "c"]);
        _source.Current.FindModel("a")!.Card.Quality.ShouldBe(0.9);
    }

    [Fact]
    public void What_did_not_change_is_the_same_object_so_what_hangs_on_it_lives_on()
    {
        var before = _source.Current.FindDeployment("a@p");
        _source.SetModel(Model("c"), isNew: true);
        _source.Current.FindDeployment("a@p").ShouldBeSameAs(before);
        _source.SetModel(Model("a", 0.1), isNew: false);
        _source.Current.FindDeployment("a@p").ShouldNotBeSameAs(before);
    }

    [Fact]
    public void A_registered_model_whose_provider_is_gone_waits_for_it()
    {
        _source.Update(file => file with { Providers = [.. file.Providers, new ProviderOptions { Name = "q", Kind = "scripted" }] });
        _source.SetModel(Model("c", provider: "q"), isNew: true);
        _source.Update(file => file with { Providers = [file.Providers[0]] });
        Ids.ShouldBe(["a", "b"]);
        _source.Update(file => file with { Providers = [.. file.Providers, new ProviderOptions { Name = "q", Kind = "scripted" }] });
        Ids.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_change_that_throws_changes_nothing()
    {
        var before = _source.Current;
        Should.Throw<InvalidOperationException>(() => _source.Update(_ => throw new InvalidOperationException()));
        _source.Current.ShouldBeSameAs(before);
    }
}
