using Baton.Models;
using Baton.Models.Configuration;
using Baton.Roles;

namespace Baton.Tests.Roles;

public sealed class RoleBookTests
{
    private readonly CatalogSource _catalog = new(Ensemble.Options(new RequestPolicyOptions(), "a", "b", "c"));
    private readonly RoleBook _book;

    public RoleBookTests() => _book = new RoleBook(_catalog, TimeProvider.System);

    [Fact]
    public void A_role_begins_at_version_1_and_counts_its_changes()
    {
        _book.Load("writer", "a").Kind.ShouldBe("load");
        var change = _book.Load("writer", "b");
        change.ShouldSatisfyAllConditions(
            () => change.Kind.ShouldBe("swap"), () => change.From.ShouldBe("a"), () => change.To.ShouldBe("b"), () => change.Version.ShouldBe(2));
        var role = _book.Current["writer"];
        role.Previous.ShouldBe("a");
        role.History.Select(h => h.Version).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_model_that_plays_already_changes_nothing()
    {
        _book.Load("writer", "a");
        _book.Load("writer", "a").Warnings.ShouldHaveSingleItem().Code.ShouldBe("already_playing");
        _book.Current["writer"].Version.ShouldBe(1);
    }

    [Fact]
    public void A_changed_entry_of_the_file_is_a_swap_and_an_unchanged_one_leaves_what_the_api_set()
    {
        Reload(new RoleOptions { Name = "writer", Model = "a" });
        _book.Load("writer", "b");
        Reload(new RoleOptions { Name = "writer", Model = "a", System = "new" });
        _book.Current["writer"].Model.ShouldBe("b");
        Reload(new RoleOptions { Name = "writer", Model = "c" });
        _book.Current["writer"].History[^1].Kind.ShouldBe("configuration");
        _book.Current["writer"].Model.ShouldBe("c");
    }

    [Fact]
    public void An_entry_taken_out_of_the_file_is_removed_unless_the_api_set_it()
    {
        Reload(new RoleOptions { Name = "one", Model = "a" }, new RoleOptions { Name = "two", Model = "a" });
        _book.Load("two", "b");
        Reload();
        _book.Current.Keys.ShouldBe(["two"]);
    }

    private void Reload(params RoleOptions[] roles) => _catalog.Update(o => o with { Roles = roles.ToEquatableArray() });
}
