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
    public void A_file_that_changed_while_the_store_was_away_is_taken_over_when_it_is_back()
    {
        var store = new AwayStore();
        var book = new RoleBook(_catalog, TimeProvider.System, store);
        var heard = false;
        _catalog.Changed += _ => heard = true;
        store.IsAway = true;
        Reload(new RoleOptions { Name = "writer", Model = "a" });
        heard.ShouldBeTrue(); // Whoever else follows the file does.
        book.Current.ShouldBeEmpty();
        Should.Throw<BatonException>(() => book.Load("reader", "b")).Code.ShouldBe(ErrorCodes.StorageFailed);
        store.IsAway = false;
        book.Refresh();
        book.Current["writer"].Model.ShouldBe("a");
        book.Refresh();
        book.Current["writer"].Version.ShouldBe(1);
    }

    private sealed class AwayStore : IRoleStore
    {
        public bool IsAway { get; set; }

        public RoleList? Load(long? since = null) => IsAway ? throw Away() : since is null ? new RoleList(0, []) : null;

        public long? Save(long over, RoleAssignment role, SwapEvent? swap) => IsAway ? throw Away() : over + 1;

        private static BatonException Away() => new(ErrorCodes.StorageFailed, "It is away.");
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
