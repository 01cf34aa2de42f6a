using Baton.Budgets;
using Baton.Models.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Budgets;

public sealed class BudgetBookTests
{
    private static readonly BudgetOptions Ten = new() { LimitUsd = 10, Per = "day" };

    [Fact]
    public async Task What_is_reserved_is_free_again_and_what_it_cost_is_spent()
    {
        await using var book = new Book(Ten);
        var one = book.TryOpen(default, 6)!;
        (book.Only.ReservedUsd, book.Only.RemainingUsd, book.Only.SpentUsd).ShouldBe((6, 4, 0));
        book.TryOpen(default, 5).ShouldBeNull();
        one.Settle(1);
        one.Settle(1); // It ends once.
        (book.Only.ReservedUsd, book.Only.RemainingUsd, book.Only.SpentUsd).ShouldBe((0, 9, 1));
    }

    [Fact]
    public async Task What_is_being_given_back_to_the_store_covers_nobody()
    {
        var store = new Ledger();
        await using var book = new Book(store, null, Ten);
        var one = book.TryOpen(default, 6)!;
        await one.KeepAsync();
        one.Settle(1);
        var gate = new TaskCompletionSource();
        store.Gate = gate.Task;
        book.Time.Advance(TimeSpan.FromSeconds(3)); // Nothing was reserved for a while: five of the six go back.
        await store.AtGate.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        var two = book.TryOpen(default, 4)!;
        var isKept = two.IsKept(out _);
        store.Gate = null;
        gate.SetResult();
        isKept.ShouldBeFalse("whoever is killed now must not have sent what the store no longer counts");
        (await two.KeepAsync()).ShouldBeTrue();
        store.Used(book.Only.Key).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task All_of_nested_budgets_or_none()
    {
        await using var book = new Book(Ten, new BudgetOptions { Scope = "tenant", LimitUsd = 3 }, new BudgetOptions { Scope = "conversation", LimitUsd = 5 });
        var subjects = new BudgetSubjects(Tenant: "clinic", Conversation: "c1");
        book.TryOpen(subjects, 4).ShouldBeNull();
        book.Budgets.List().ShouldAllBe(b => b.ReservedUsd == 0);
        book.TryOpen(subjects, 3).ShouldNotBeNull();
        book.Budgets.List().Select(b => (b.Key.Scope, b.Key.Id, b.ReservedUsd)).ShouldBe([("global", "global", 3), ("tenant", "clinic", 3), ("conversation", "c1", 3)]);
        book.TryOpen(subjects with { Tenant = "other", Conversation = null }, 3).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_named_one_takes_the_place_of_the_one_for_each()
    {
        await using var book = new Book(
            new BudgetOptions { Scope = "key", LimitUsd = 1 }, new BudgetOptions { Scope = "key", Id = "ci", LimitUsd = 5 });
        book.TryOpen(new BudgetSubjects(Key: "key-1", KeyName: "other"), 2).ShouldBeNull();
        book.TryOpen(new BudgetSubjects(Key: "key-2", KeyName: "ci"), 2).ShouldNotBeNull();
        book.TryOpen(new BudgetSubjects(Key: "key-2", KeyName: "ci"), 4).ShouldBeNull();
    }

    [Fact]
    public async Task Keys_have_limits_of_their_own_and_what_they_spent_stays_while_keys_change()
    {
        await using var book = new Book();
        book.Budgets.For(new BudgetSubjects(Key: "key-1")).ShouldBeNull();
        var own = new BudgetOptions { Scope = "key", Id = "key-1", LimitUsd = 2, Per = "month" };
        book.Budgets.SetKeys([own], [KeyValuePair.Create("key-1", "ci")]);
        book.TryOpen(new BudgetSubjects(Key: "key-1"), 2)!.Settle(1.5m);
        book.Budgets.SetKeys([own, own with { Id = "key-2" }], []);
        book.Budgets.List().Select(b => (b.Key.Id, b.SpentUsd)).ShouldBe([("key-1", 1.5m), ("key-2", 0m)]);
        book.TryOpen(new BudgetSubjects(Key: "key-1"), 1).ShouldBeNull();
    }

    [Fact]
    public async Task A_request_counts_in_the_period_in_which_it_began()
    {
        await using var book = new Book(Ten);
        var late = book.TryOpen(default, 6)!;
        book.Time.Advance(TimeSpan.FromHours(12));
        var next = book.TryOpen(default, 10)!;
        late.Settle(6);
        (book.Only.SpentUsd, book.Only.ReservedUsd).ShouldBe((0, 10));
        next.Settle(10);
        book.Only.State.ShouldBe(BudgetState.Exhausted);
        book.Only.ResetsAt.ShouldBe(new DateTimeOffset(2026, 3, 6, 0, 0, 0, TimeSpan.Zero));
        book.Time.Advance(TimeSpan.FromHours(24));
        (book.Only.State, book.Only.SpentUsd).ShouldBe((BudgetState.Ok, 0));
    }

    [Fact]
    public async Task States_follow_what_is_spent_and_are_told_once()
    {
        await using var book = new Book(Ten with { WarnAt = 0.5, CheaperAt = 0.7, LocalOnlyAt = 0.9 });
        var told = new List<BudgetState>();
        book.Budgets.Changed += (status, isState) => _ = isState ? Add(told, status.State) : false;
        for (var i = 0; i < 10; i++)
        {
            book.TryOpen(default, 1)!.Settle(1);
        }

        told.ShouldBe([BudgetState.Warn, BudgetState.Cheaper, BudgetState.LocalOnly, BudgetState.Exhausted]);
        book.Time.Advance(TimeSpan.FromDays(1));
        told[^1].ShouldBe(BudgetState.Ok);

        static bool Add(List<BudgetState> told, BudgetState state)
        {
            told.Add(state);
            return true;
        }
    }

    [Fact]
    public async Task One_that_is_not_hard_counts_and_refuses_nothing()
    {
        await using var book = new Book(Ten with { Hard = false });
        book.TryOpen(default, 30)!.Settle(30);
        book.TryOpen(default, 30).ShouldNotBeNull();
        (book.Only.SpentUsd, book.Only.State, book.Only.RemainingUsd).ShouldBe((30, BudgetState.Exhausted, 0));
        book.Budgets.For(default)!.Look().State.ShouldBe(BudgetState.Warn);
    }

    [Fact]
    public async Task A_hold_that_is_never_settled_counts_as_spent_and_is_put_right_if_it_is_after_all()
    {
        await using var book = new Book(Ten with { Per = "total" });
        var leaked = book.TryOpen(default, 4)!;
        book.Time.Advance(TimeSpan.FromMinutes(10));
        book.Only.ReservedUsd.ShouldBe(4);
        book.Time.Advance(TimeSpan.FromMinutes(1));
        (book.Only.ReservedUsd, book.Only.SpentUsd).ShouldBe((0, 4));
        leaked.Settle(1);
        (book.Only.ReservedUsd, book.Only.SpentUsd).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_changed_configuration_changes_limits_and_forgets_nothing()
    {
        await using var book = new Book(Ten);
        book.TryOpen(default, 8)!.Settle(8);
        book.Catalog.Update(o => o with { Budgets = [] });
        book.Budgets.List().ShouldBeEmpty();
        book.Budgets.For(default).ShouldBeNull();
        book.Catalog.Update(o => o with { Budgets = [Ten with { LimitUsd = 20 }] });
        (book.Only.SpentUsd, book.Only.RemainingUsd).ShouldBe((8, 12));
    }

    [Fact]
    public async Task A_slice_is_kept_before_it_is_spent_and_most_requests_wait_for_no_disk()
    {
        var store = new Ledger();
        await using var book = new Book(store, null, Ten);
        var first = book.TryOpen(default, 0.01m)!;
        await first.KeepAsync();
        store.Used(book.Only.Key).ShouldBeGreaterThanOrEqualTo(0.01m);
        var waits = 0;
        for (var i = 0; i < 500; i++)
        {
            var claim = book.TryOpen(default, 0.01m)!;
            while (!claim.IsKept(out var write))
            {
                waits++;
                await write;
            }

            claim.Settle(0.01m);
        }

        waits.ShouldBeLessThan(250); // A hundredth of the limit at a time; how many are caught up with is the machine's.
        store.Used(book.Only.Key).ShouldBeGreaterThanOrEqualTo(book.Only.SpentUsd + book.Only.ReservedUsd);
    }

    [Fact]
    public async Task What_a_killed_process_had_taken_counts_as_spent_and_what_a_stopped_one_had_not_spent_does_not()
    {
        var store = new Ledger();
        var killed = new Book(store, null, Ten);
        var open = killed.TryOpen(default, 4)!;
        await open.KeepAsync();
        store.Kill();
        var after = new Book(store, killed.Time, Ten);
        after.Only.SpentUsd.ShouldBeGreaterThanOrEqualTo(4);
        after.Only.SpentUsd.ShouldBeLessThan(6);
        var spent = after.Only.SpentUsd;
        after.TryOpen(default, 1)!.Settle(0.5m);
        await after.DisposeAsync();
        store.Kill();
        await using var again = new Book(store, killed.Time, Ten);
        again.Only.SpentUsd.ShouldBe(spent + 0.5m);
    }

    [Fact]
    public async Task What_is_not_needed_for_a_while_is_given_back()
    {
        var store = new Ledger();
        await using var book = new Book(store, null, Ten);
        var claim = book.TryOpen(default, 4)!;
        await claim.KeepAsync();
        claim.Settle(1);
        for (var i = 0; i < 200 && store.Used(book.Only.Key) != 1; i++)
        {
            book.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        store.Used(book.Only.Key).ShouldBe(1);
        book.Only.RemainingUsd.ShouldBe(9);
    }

    [Fact]
    public async Task A_store_that_fails_is_said_to_who_needs_it()
    {
        var store = new Ledger { Gate = Task.FromException(new BatonException(ErrorCodes.StorageFailed, "no disk")) };
        await using var book = new Book(store, null, Ten);
        var claim = book.TryOpen(default, 1)!;
        await Should.ThrowAsync<BatonException>(claim.KeepAsync);
        store.Gate = null;
        await claim.KeepAsync();
        claim.IsKept(out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Two_instances_on_one_store_never_take_more_than_there_is()
    {
        var store = new Ledger();
        var one = new Book(store, null, Ten);
        var two = new Book(store, one.Time, Ten);
        var granted = 0;
        foreach (var book in Enumerable.Repeat((Book[])[one, two], 20).SelectMany(b => b))
        {
            if (book.TryOpen(default, 1) is { } claim)
            {
                granted += await claim.KeepAsync() ? 1 : 0;
            }
        }

        granted.ShouldBeInRange(9, 10);
        store.Used(one.Only.Key).ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public async Task What_another_instance_spends_counts_towards_thresholds_here()
    {
        var store = new Ledger();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
        var budget = new BudgetOptions { LimitUsd = 10, WarnAt = 0.5 };
        await using var here = new Book(store, time, budget);
        await using var there = new Book(store, time, budget);
        var told = new List<(decimal Spent, bool IsState)>();
        here.Budgets.Changed += (status, isState) => told.Add((status.SpentUsd, isState));
        var claim = there.TryOpen(default, 6)!;
        (await claim.KeepAsync()).ShouldBeTrue();
        claim.Settle(6);
        await there.Budgets.DisposeAsync();

        here.Only.State.ShouldBe(BudgetState.Ok);
        here.Budgets.Refresh();
        (here.Only.State, here.Only.SpentUsd).ShouldBe((BudgetState.Warn, 6m));
        told.ShouldBe([(6m, true)]);
        here.Budgets.Refresh();
        told.Count.ShouldBe(1);
    }
}
