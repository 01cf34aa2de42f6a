using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Tests.Roles;

public sealed class RoleBookTests
{
    private readonly Ensemble _ensemble = new("a", "b", "c");

    [Fact]
    public void A_role_begins_at_version_1_and_counts_its_changes()
    {
        _ensemble.Roles.Load("writer", "a").Kind.ShouldBe("load");
        var change = _ensemble.Roles.Load("writer", "b");
        change.ShouldSatisfyAllConditions(
            () => change.Kind.ShouldBe("swap"), () => change.From.ShouldBe("a"), () => change.To.ShouldBe("b"), () => change.Version.ShouldBe(2));
        var role = _ensemble.Roles.Current["writer"];
        role.Previous.ShouldBe("a");
        role.History.Select(h => h.Version).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_model_that_plays_already_changes_nothing()
    {
        _ensemble.Roles.Load("writer", "a");
        _ensemble.Roles.Load("writer", "a").Warnings.ShouldHaveSingleItem().Code.ShouldBe("already_playing");
        _ensemble.Roles.Current["writer"].Version.ShouldBe(1);
    }

    [Fact]
    public void A_changed_entry_of_the_file_is_a_swap_and_an_unchanged_one_leaves_what_the_api_set()
    {
        Reload(new RoleOptions { Name = "writer", Model = "a" });
        _ensemble.Roles.Load("writer", "b");
        Reload(new RoleOptions { Name = "writer", Model = "a", System = "new" });
        _ensemble.Roles.Current["writer"].Model.ShouldBe("b");
        Reload(new RoleOptions { Name = "writer", Model = "c" });
        _ensemble.Roles.Current["writer"].History[^1].Kind.ShouldBe("configuration");
        _ensemble.Roles.Current["writer"].Model.ShouldBe("c");
    }

    [Fact]
    public void An_entry_taken_out_of_the_file_is_removed_unless_the_api_set_it()
    {
        Reload(new RoleOptions { Name = "one", Model = "a" }, new RoleOptions { Name = "two", Model = "a" });
        _ensemble.Roles.Load("two", "b");
        Reload();
        _ensemble.Roles.Current.Keys.ShouldBe(["two"]);
    }

    private void Reload(params RoleOptions[] roles) => _ensemble.Catalog.Update(o => o with { Roles = roles.ToEquatableArray() });
}
