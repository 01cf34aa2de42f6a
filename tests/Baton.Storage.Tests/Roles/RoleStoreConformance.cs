using Baton.Models;
using Baton.Models.Configuration;
using Baton.Roles;
using Baton.Storage.Postgres;
using Baton.Storage.Roles;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Storage.Tests.Roles;

/// <summary>What holds of every <see cref="IRoleStore"/>.</summary>
public abstract class RoleStoreConformance
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    protected abstract IRoleStore Store { get; }

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

    /// <summary>Roles as the next start of the program, or one beside it, would find them.</summary>
    private RoleBook Start(string? writer = "a") => new(new CatalogSource(File(writer)), _time, Store);

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
        var failed = new SwapEvent("swap-1", "writer", "a", "b", 1, _time.GetUtcNow(), SwapKinds.Swap, "api") { Success = false, Error = "no" };
        var role = new RoleAssignment("writer", "a", 1, _time.GetUtcNow(), null, []) { Canary = new RoleCanary("b", 12.5, _time.GetUtcNow()) };
        Store.Save(0, role, failed).ShouldNotBeNull();
        var kept = Store.Load()!.Roles.Single();
        kept.Failed.ShouldBe([failed]);
        kept.History.ShouldBeEmpty();
        (kept.Canary!.Model, kept.Canary.Percent, kept.Canary.Since).ShouldBe(("b", 12.5, _time.GetUtcNow()));
    }

    [Fact]
    public void A_swap_takes_less_than_a_kilobyte()
    {
        var swap = Flip(Start(), "writer", "b") with
        {
            Reason = "success 0.75 of 20 is below 0.8, at two looks",
            Phases = [.. new[] { "validate", "warm", "transfer", "flip", "drain", "keep" }.Select(p => new SwapPhase(p, 123.456))],
            Warnings = [new SwapWarning("context_window_smaller", "'b' has a window of 8192 tokens, 'a' one of 128000")],
        };
        StoredJson.Write(swap).Length.ShouldBeLessThan(1_000);
    }

    [Fact]
    public void A_look_finds_only_what_is_newer()
    {
        RoleAssignment Role(string name) => new(name, "a", 1, _time.GetUtcNow(), null, []);
        var first = Store.Save(0, Role("one"), null)!.Value;
        Store.Load(first).ShouldBeNull();
        var second = Store.Save(first, Role("two"), null)!.Value;
        Store.Load(first)!.Roles.Single().Role.ShouldBe("two");
        Store.Save(first, Role("three"), null).ShouldBeNull(); // It was decided on an older state.
        Store.Load(second).ShouldBeNull();
        Store.Load()!.Roles.Select(r => r.Role).ShouldBe(["one", "two"]);
    }

    [Fact]
    public void A_swap_of_one_program_is_seen_by_another_with_its_history()
    {
        var (one, two) = (Start(), Start());
        var seen = new List<SwapEvent>();
        two.Swapped += seen.Add;
        var swap = Flip(one, "writer", "b");
        one.Completed(swap with { Phases = [new SwapPhase("drain", 3)] });
        two.Current["writer"].Model.ShouldBe("a");
        two.Refresh();
        (two.Current["writer"].Model, two.Current["writer"].Version, two.Current["writer"].Previous).ShouldBe(("b", 2, "a"));
        two.Current["writer"].History.ShouldBe(one.Current["writer"].History);
        seen.Single().Phases.Single().Phase.ShouldBe("drain");
        two.Refresh();
        seen.Count.ShouldBe(1);
    }

    [Fact]
    public void A_step_that_was_decided_on_an_older_state_is_decided_anew()
    {
        var (one, two) = (Start(), Start());
        Flip(one, "writer", "b");
        Should.Throw<BatonException>(() => two.Flip(new SwapRequest("writer", SwapKinds.Swap, "c") { By = "api", AtVersion = 1 })).Code.ShouldBe(ErrorCodes.Conflict);
        var back = Flip(two, "writer", null, SwapKinds.Rollback); // It knows by now what the other did.
        (back.From, back.To, back.Version).ShouldBe(("b", "a", 3));
        Flip(one, "writer", null, SwapKinds.Unload).Version.ShouldBe(4);
    }

    [Fact]
    public void That_a_model_already_plays_is_not_said_from_memory()
    {
        var (one, two) = (Start(), Start());
        Flip(one, "writer", "b");
        Flip(two, "writer", "a").Version.ShouldBe(3); // It remembers that "a" plays, which is no longer so.
        one.Flip(new SwapRequest("writer", SwapKinds.Swap, "a") { By = "api" }).Changed.ShouldBeFalse();
    }

    [Fact]
    public void Two_programs_with_one_file_swap_a_changed_entry_once()
    {
        Start("a");
        var (one, two) = (Start("b"), Start("b"));
        one.Refresh();
        one.Current["writer"].Version.ShouldBe(2);
        two.Current["writer"].History.Select(e => e.To).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_role_that_goes_here_goes_there()
    {
        var (one, two) = (Start(), Start());
        Flip(one, "guest", "a", SwapKinds.Load);
        two.Refresh();
        two.Current["guest"].Model.ShouldBe("a");
        Flip(one, "guest", null, SwapKinds.Unload);
        two.Refresh();
        two.Current.ContainsKey("guest").ShouldBeFalse();
        Flip(two, "guest", "c", SwapKinds.Load).Version.ShouldBe(1);
    }

    [Fact]
    public void Whatever_programs_do_at_once_every_version_is_made_once()
    {
        var books = Enumerable.Range(0, 3).Select(_ => Start()).ToList();
        var versions = new System.Collections.Concurrent.ConcurrentBag<int>();
        Parallel.For(0, 90, i =>
        {
            var step = books[i % 3].Flip(new SwapRequest("writer", SwapKinds.Swap, i % 2 == 0 ? "b" : "c") { By = "api" });
            if (step.Changed)
            {
                versions.Add(step.Event.Version);
            }
        });
        books.ForEach(b => b.Refresh());
        var made = versions.Order().ToList();
        made.ShouldBe(Enumerable.Range(2, made.Count));
        books.ForEach(b => b.Current["writer"].History.Select(e => e.Version).ShouldBe(Enumerable.Range(1, made.Count + 1)));
        books.ForEach(b => b.Current["writer"].History.Zip(b.Current["writer"].History.Skip(1), (x, y) => x.To == y.From).ShouldAllBe(follows => follows));
    }
}

public sealed class SqliteRoleStoreTests : RoleStoreConformance, IDisposable
{
    private readonly TempDatabase _temp = new();

    public SqliteRoleStoreTests() => Store = new RoleStore(_temp.Database);

    protected override IRoleStore Store { get; }

    public void Dispose() => _temp.Dispose();
}

public sealed class PostgresRoleStoreTests : RoleStoreConformance, IDisposable
{
    private readonly PostgresDatabase _database;

    public PostgresRoleStoreTests(PostgresServer server) => Store = new RoleStore(_database = server.Open());

    protected override IRoleStore Store { get; }

    public void Dispose() => _database.Dispose();
}
