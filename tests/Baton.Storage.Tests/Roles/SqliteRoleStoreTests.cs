using Baton.Models;
using Baton.Models.Configuration;
using Baton.Roles;
using Baton.Storage.Roles;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Storage.Tests.Roles;

public sealed class SqliteRoleStoreTests : IDisposable
{
    private readonly TempDatabase _temp = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    public void Dispose() => _temp.Dispose();

    private static BatonOptions File(string? writer) => new()
    {
        Providers = [new ProviderOptions { Name = "p", Kind = "scripted" }],
        Models = new[] { "a", "b", "c" }.Select(id => new ModelOptions
        {
            Card = new ModelCard { Id = id },
            Deployments = [new DeploymentOptions { Provider = "p" }],
        }).ToEquatableArray(),
        Roles = writer is null ? [] : [new RoleOptions { Name = "writer", Model = writer }],
    };

    /// <summary>Roles as the next start of the program would find them.</summary>
    private RoleBook Start(string? writer = "a") => new(new CatalogSource(File(writer)), _time, new SqliteRoleStore(_temp.Database));

    private static SwapEvent Flip(RoleBook book, string role, string? model, string kind = SwapKinds.Swap) =>
        book.Flip(new SwapRequest(role, kind, model) { By = "api" }).Event;

    [Fact]
    public void Roles_and_their_history_survive_a_restart()
    {
        var first = Start();
        var swap = Flip(first, "writer", "b");
        Flip(first, "reader", "c", SwapKinds.Load);
        first.Completed(swap with { Phases = [new SwapPhase("flip", 0.5), new SwapPhase("drain", 12.25)] });

        var second = Start();
        var writer = second.Current["writer"];
        var before = first.Current["writer"];
        (writer with { History = [], Failed = [], Stint = before.Stint }).ShouldBe(before with { History = [], Failed = [] });
        writer.History.ShouldBe(before.History);
        writer.History[^1].Phases.Count.ShouldBe(2);
        (writer.Model, writer.Version, writer.Previous).ShouldBe(("b", 2, "a"));
        second.Current["reader"].Model.ShouldBe("c");
    }

    [Fact]
    public void A_changed_entry_is_a_swap_of_the_configuration_and_an_unchanged_one_is_none()
    {
        Flip(Start("a"), "writer", "b");
        Start("a").Current["writer"].Model.ShouldBe("b");
        var changed = Start("c").Current["writer"];
        (changed.Model, changed.Version, changed.History[^1].Kind).ShouldBe(("c", 3, SwapKinds.Configuration));
    }

    [Fact]
    public void A_role_that_begins_anew_does_not_inherit_a_strangers_history()
    {
        var first = Start(null);
        Flip(first, "guest", "a", SwapKinds.Load);
        Flip(first, "guest", null, SwapKinds.Unload);
        first.Current.ContainsKey("guest").ShouldBeFalse();
        Start(null).Current.ContainsKey("guest").ShouldBeFalse();

        var second = Start(null);
        Flip(second, "guest", "b", SwapKinds.Load);
        var guest = Start(null).Current["guest"];
        (guest.Model, guest.Version).ShouldBe(("b", 1));
        guest.History.Length.ShouldBe(1);
    }

    [Fact]
    public void A_canary_and_failed_swaps_are_kept()
    {
        var store = new SqliteRoleStore(_temp.Database);
        var failed = new SwapEvent("swap-1", "writer", "a", "b", 1, _time.GetUtcNow(), SwapKinds.Swap, "api") { Success = false, Error = "no" };
        var role = new RoleAssignment("writer", "a", 1, _time.GetUtcNow(), null, []) { Canary = new RoleCanary("b", 12.5, _time.GetUtcNow()) };
        store.Save(role, failed);
        var kept = store.Load().Single();
        kept.Failed.ShouldBe([failed]);
        kept.History.ShouldBeEmpty();
        (kept.Canary!.Model, kept.Canary.Percent, kept.Canary.Since).ShouldBe(("b", 12.5, _time.GetUtcNow()));
    }
}
