using Baton.Storage.Usage;
using Baton.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Storage.Tests.Usage;

public sealed class UsageLedgerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly FlakyStore _store = new();
    private readonly Lines _log = new();
    private readonly UsageLedger _ledger;
    private int _ended;

    public UsageLedgerTests() => _ledger = new UsageLedger(_store, _time, _log);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _ledger.Dispose();

    private void End(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ledger.Ended(new RequestRecord { RequestId = $"req_{_ended++}" });
        }
    }

    /// <summary>Lets half a second of the ledger's clock pass, and waits for the write that this causes.</summary>
    private async Task TickAsync()
    {
        var tried = _store.Tried.Task;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!tried.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(500)); // Again where its loop had not begun to wait yet.
            await Task.WhenAny(tried, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation));
        }
    }

    [Fact]
    public async Task What_ended_is_written_within_half_a_second()
    {
        await _ledger.StartAsync(Cancellation);
        End(3);
        _store.Ids.ShouldBeEmpty(); // No request waits for the store.
        await TickAsync();
        _store.Ids.ShouldBe(["req_0", "req_1", "req_2"]);
        await _ledger.StopAsync(Cancellation);
    }

    [Fact]
    public async Task What_a_caller_calls_his_conversation_is_kept_without_secrets()
    {
        _ledger.Ended(new RequestRecord { Conversation = "chat-7" });
        _ledger.Ended(new RequestRecord { Conversation = "chat sk-abcdefghijklmnopqrst" });
        await _ledger.FlushAsync();
        _store.Written.Select(r => r.Conversation).ShouldBe(["chat-7", "chat [redacted:api_key]"]);
    }

    [Fact]
    public async Task A_record_that_was_written_is_filled_again_and_says_nothing_of_the_request_before()
    {
        _store.KeepsRecords = false;
        _ledger.Ended(new RequestRecord { RequestId = "first", Role = "critic", Error = ErrorCodes.Timeout, FirstTokenMs = 3, Streamed = true });
        await _ledger.FlushAsync();
        var (record, id) = (_store.Written.Single(), _store.Written.Single().Id);
        _ledger.Ended(new RequestRecord { RequestId = "second" });
        await _ledger.FlushAsync();
        _store.Written[1].ShouldBeSameAs(record);
        (record.RequestId, record.Role, record.Status, record.FirstTokenMs, record.Streamed).ShouldBe(("second", null, "ok", null, false));
        record.Id.ShouldNotBe(id);
    }

    [Fact]
    public async Task A_record_that_the_store_keeps_is_left_alone()
    {
        End(1);
        await _ledger.FlushAsync();
        End(1);
        await _ledger.FlushAsync();
        _store.Ids.ShouldBe(["req_0", "req_1"]);
    }

    [Fact]
    public async Task A_clean_stop_writes_everything()
    {
        await _ledger.StartAsync(Cancellation);
        End(2_500);
        await _ledger.StopAsync(Cancellation);
        _store.Ids.Count.ShouldBe(2_500);
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_later_once_and_in_order()
    {
        await _ledger.StartAsync(Cancellation);
        _store.Away = true;
        End(2);
        await TickAsync();
        End(2);
        await TickAsync();
        _store.Ids.ShouldBeEmpty();
        _store.Away = false;
        await TickAsync();
        await _ledger.StopAsync(Cancellation);
        _store.Ids.ShouldBe(["req_0", "req_1", "req_2", "req_3"]);
        _log.Warnings.Count.ShouldBe(1); // Told once, not twice a second.
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_repeated_with_the_same_ids()
    {
        _store.LosesAnswers = true;
        End(1);
        await Should.ThrowAsync<BatonException>(_ledger.FlushAsync);
        _store.LosesAnswers = false;
        await _ledger.FlushAsync();
        _store.Written.Select(r => r.Id).Distinct().Count().ShouldBe(1);
        _store.Written.Count.ShouldBe(2); // The store keeps it once: see its conformance tests.
    }

    [Fact]
    public async Task A_stop_while_the_store_is_away_says_how_many_are_lost()
    {
        await _ledger.StartAsync(Cancellation);
        _store.Away = true;
        End(1_234);
        await _ledger.StopAsync(Cancellation);
        _log.Errors.Single().ShouldContain("1234");
    }

    [Fact]
    public async Task What_is_held_while_the_store_is_away_is_bounded_and_the_loss_is_told()
    {
        await _ledger.StartAsync(Cancellation);
        _store.Away = true;
        End(UsageLedger.MostHeld + UsageLedger.LargestBatch + 4_000);
        await TickAsync();
        _store.Away = false;
        await _ledger.StopAsync(Cancellation);
        _log.Errors.Single().ShouldContain("4000 usage records are lost"); // A batch was already on its way.
        _store.Ids.Count.ShouldBe(UsageLedger.MostHeld + UsageLedger.LargestBatch);
        _store.Ids[^1].ShouldBe($"req_{UsageLedger.MostHeld + UsageLedger.LargestBatch + 3_999}");
    }

    private sealed class FlakyStore : IUsageStore
    {
        public bool Away { get; set; }

        public bool LosesAnswers { get; set; }

        public bool KeepsRecords { get; set; } = true;

        public List<UsageRecord> Written { get; } = [];

        public List<string?> Ids => [.. Written.Select(r => r.RequestId)];

        public TaskCompletionSource Tried { get; private set; } = new();

        public Task AddAsync(IReadOnlyList<UsageRecord> records)
        {
            if (!Away)
            {
                Written.AddRange(records);
            }

            var tried = Tried;
            Tried = new TaskCompletionSource();
            tried.SetResult();
            return Away || LosesAnswers ? Task.FromException(new BatonException(ErrorCodes.StorageFailed, "It is away.")) : Task.CompletedTask;
        }

        public IReadOnlyList<UsageTotals> Sum(string? by) => [];

        public IReadOnlyList<UsageRecord> Page(long after, int limit) => [];
    }

    private sealed class Lines : ILogger<UsageLedger>
    {
        public List<string> Warnings { get; } = [];

        public List<string> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            (logLevel == LogLevel.Error ? Errors : Warnings).Add(formatter(state, exception));
    }
}
