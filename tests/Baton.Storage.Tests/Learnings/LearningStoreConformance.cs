using Baton.Models;
using Baton.Roles.Learnings;
using Baton.Storage.Learnings;
using Baton.Storage.Postgres;
using Baton.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Storage.Tests.Learnings;

/// <summary>What holds of every <see cref="ILearningStore"/>.</summary>
public abstract class LearningStoreConformance
{
    private readonly FakeTimeProvider _time = new();

    protected abstract ILearningStore Store { get; }

    /// <summary>What was learned, as the next start of the program, or one beside it, would find it.</summary>
    private LearningsBook Start() => new(_time, NullLogger<LearningsBook>.Instance, Store);

    private static RequestRecord Record(TaskType task, double latencyMs, bool success = true, double complexity = 0.7) =>
        new() { Task = task, LatencyMs = latencyMs, Complexity = complexity, Error = success ? null : ErrorCodes.UpstreamError };

    [Fact]
    public void What_was_learned_survives_a_restart()
    {
        using (var book = Start())
        {
            for (var i = 0; i < 20; i++)
            {
                book.Ended(Record(TaskType.Coding, 100, success: i > 4));
            }

            book.Ended(Record(TaskType.Translation, 50, complexity: 0.1));
        }

        using var next = Start();
        var coding = next.All().Single(l => l.Task == TaskType.Coding);
        coding.ShouldSatisfyAllConditions(
            l => l.Samples.ShouldBe(20), l => l.Success!.Value.ShouldBe(0.75, 1e-9), l => l.LatencyMs!.Value.ShouldBe(100, 1e-9),
            l => l.Complexity!.Value.ShouldBe(0.7, 1e-9), l => l.Prefer.ShouldBe("quality"), l => l.Quality.ShouldBeNull(), l => l.MemoryBytes.ShouldBeNull());
        next.All().Single(l => l.Task == TaskType.Translation).Prefer.ShouldBe("fast");
    }

    [Fact]
    public void It_is_written_every_five_seconds()
    {
        using var book = Start();
        book.Ended(Record(TaskType.Coding, 100));
        Store.Merge([]).ShouldBeEmpty();
        _time.Advance(LearningsBook.Interval);
        Store.Merge([]).ShouldHaveSingleItem().Samples.ShouldBe(1);
        _time.Advance(LearningsBook.Interval);
        Store.Merge([]).ShouldHaveSingleItem().Samples.ShouldBe(1);
    }

    [Fact]
    public void What_two_programs_learn_is_put_together()
    {
        using var one = Start();
        using var two = Start();
        for (var i = 0; i < 10; i++)
        {
            one.Ended(Record(TaskType.Coding, 100));
            two.Ended(Record(TaskType.Coding, 300));
        }

        one.Write();
        two.Write();
        one.All().Single().Samples.ShouldBe(10); // It has not looked since.
        var both = two.All().Single();
        (both.Samples, both.LatencyMs).ShouldBe((20, 200));
        one.Ended(Record(TaskType.Coding, 200));
        one.Write();
        one.All().Single().Samples.ShouldBe(21);
    }

    [Fact]
    public async Task Writers_beside_each_other_lose_nothing()
    {
        var news = new Learned(TaskType.General, 1, new LearnedMean(1, 1), default, default, default);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                Store.Merge([news]);
            }
        })));
        Store.Merge([]).ShouldHaveSingleItem().Samples.ShouldBe(80);
    }

    [Fact]
    public void A_thousand_executions_take_less_than_a_hundred_kilobytes()
    {
        using (var book = Start())
        {
            for (var i = 0; i < 1_000; i++)
            {
                book.Ended(Record((TaskType)(i % 8), 123.456 + i, i % 7 > 0, i % 10 / 10.0));
            }
        }

        var kept = Store.Merge([]);
        kept.Count.ShouldBe(8);
        kept.Sum(l => StoredJson.Write(l).Length).ShouldBeLessThan(100_000 / 10); // FEATURES L7 allows 100 KB; this is a few, whatever the traffic.
    }
}

public sealed class SqliteLearningStoreTests : LearningStoreConformance, IDisposable
{
    private readonly TempDatabase _temp = new();

    public SqliteLearningStoreTests() => Store = new LearningStore(_temp.Database);

    protected override ILearningStore Store { get; }

    public void Dispose() => _temp.Dispose();
}

public sealed class PostgresLearningStoreTests : LearningStoreConformance, IDisposable
{
    private readonly PostgresDatabase _database;

    public PostgresLearningStoreTests(PostgresServer server) => Store = new LearningStore(_database = server.Open());

    protected override ILearningStore Store { get; }

    public void Dispose() => _database.Dispose();
}
