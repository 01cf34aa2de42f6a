using Baton.Caching;
using Baton.Models.Configuration;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Caching;

public sealed class AnswerCacheTests
{
    private static readonly CacheOptions Options = new() { Enabled = true, Ttl = TimeSpan.FromMinutes(1) };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void An_answer_is_kept_until_its_time_is_over()
    {
        var cache = new AnswerCache(_time);
        cache.Find(Key(1), Options).ShouldBeNull();
        cache.Add(Key(1), Answer("hello"), Options);

        _time.Advance(TimeSpan.FromSeconds(59));
        cache.Find(Key(1), Options)!.ToResponse().Text.ShouldBe("hello");
        _time.Advance(TimeSpan.FromSeconds(1));
        cache.Find(Key(1), Options).ShouldBeNull();
        cache.Figures().ShouldBe(new CacheFigures(Entries: 0, Bytes: 0, Hits: 1, Misses: 2, Evictions: 0));
        cache.Figures().HitRate!.Value.ShouldBe(1 / 3.0, 1e-9);
    }

    [Fact]
    public void What_was_used_longest_ago_goes_first()
    {
        var cache = new AnswerCache(_time);
        var room = Options with { MaxBytes = 2 * Answer("a").Bytes };
        cache.Add(Key(1), Answer("a"), room);
        cache.Add(Key(2), Answer("b"), room);
        _ = cache.Find(Key(1), room);
        cache.Add(Key(3), Answer("c"), room);

        cache.Find(Key(2), room).ShouldBeNull();
        cache.Find(Key(1), room).ShouldNotBeNull();
        cache.Find(Key(3), room).ShouldNotBeNull();
        cache.Figures().Evictions.ShouldBe(1);
    }

    /// <summary>Whatever is done in whatever order, the room is never exceeded, and the bytes are those of what is kept.</summary>
    [Fact]
    public void The_bound_in_bytes_holds_always() => Prop.ForAll(
        Gen.ListOf(from key in Gen.Choose(0, 9) from length in Gen.Choose(0, 6_000) from what in Gen.Choose(0, 5) from seconds in Gen.Choose(0, 30) select (key, length, what, seconds))
            .ToArbitrary(),
        steps =>
        {
            var cache = new AnswerCache(_time);
            var room = Options with { MaxBytes = 10_000 };
            foreach (var (key, length, what, seconds) in steps)
            {
                _time.Advance(TimeSpan.FromSeconds(seconds));
                switch (what)
                {
                    case 0:
                        _ = cache.Find(Key(key), room);
                        break;
                    default:
                        cache.Add(Key(key), Answer(new string('x', length)), room);
                        break;
                }

                var figures = cache.Figures();
                figures.Bytes.ShouldBeInRange(0, room.MaxBytes);
                (figures.Entries == 0).ShouldBe(figures.Bytes == 0);
            }

            cache.Clear();
            cache.Figures().Bytes.ShouldBe(0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData(null)]
    public void What_is_not_whole_is_not_kept(string? finish) =>
        KeptAnswer.Of(new ChatResponse(new ChatMessage(ChatRole.Assistant, "a")) { FinishReason = finish is null ? null : new ChatFinishReason(finish) }, "m@p").ShouldBeNull();

    private static AnswerKey Key(int number) => new(0, (UInt128)number);

    private static KeptAnswer Answer(string text) =>
        KeptAnswer.Of(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop }, "m@p")!;
}
