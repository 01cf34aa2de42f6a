using Baton.Budgets;
using Baton.Models;

namespace Baton.Tests.Budgets;

public sealed class QuoteTests
{
    private const decimal Million = 1_000_000m;

    private static readonly ModelCard Card = new() { Id = "m", MaxOutputTokens = 1_000, Price = new TokenPrice(1m, 2m) };

    private static RequestSize Size(int? max = null, bool mayCap = true, int choices = 1) => new(10, 40, 100, max, choices, mayCap);

    private static UsageHistory Seen(params int[] outputs)
    {
        var history = new UsageHistory(Card.Price!);
        foreach (var output in outputs)
        {
            history.Add(10, new TokenUsage(12, Output: output), 1, cap: null);
        }

        return history;
    }

    [Fact]
    public void While_there_is_enough_the_most_is_reserved_and_nothing_is_bounded()
    {
        var quote = Quote.Of(Card, Size(), Seen(4))!;
        quote.Most.ShouldBe((40 * 1m + 1_000 * 2m) / Million);
        quote.Decide(quote.Most, 1).ShouldBe(new Decision(Verdict.Granted, quote.Most, null));
    }

    [Fact]
    public void The_callers_bound_counts_where_it_is_less_than_the_models() =>
        (Quote.Of(Card, Size(max: 5), null)!.Most, Quote.Of(Card, Size(max: 5_000), null)!.Most, Quote.Of(Card, Size(max: 5, choices: 3), null)!.Most)
            .ShouldBe((50m / Million, 2_040m / Million, 70m / Million));

    [Fact]
    public void What_is_dearest_of_what_may_be_counted_is_what_is_reserved() =>
        Quote.Of(Card with { Price = new TokenPrice(1m, 2m, CacheWrite: 3m, Reasoning: 5m, PerRequest: 0.5m) }, Size(max: 10), null)!.Most
            .ShouldBe((40 * 3m + 10 * 5m) / Million + 0.5m);

    [Fact]
    public void An_unknown_price_has_no_quote_and_a_free_model_costs_nothing()
    {
        Quote.Of(Card with { Price = null }, Size(), null).ShouldBeNull();
        Quote.Of(Card with { Price = new TokenPrice(1m) }, Size(), null).ShouldBeNull();
        Quote.Of(Card with { Price = TokenPrice.Free }, Size(), null)!.Decide(0, 0).ShouldBe(new Decision(Verdict.Granted, 0, null));
    }

    [Fact]
    public void Where_little_is_left_it_is_what_such_requests_used_and_the_answer_is_bounded_by_it()
    {
        var quote = Quote.Of(Card, Size(), Seen(4, 4, 4, 4, 4, 4, 4, 4))!;
        var cost = (12 * 1m + 4 * 2m) / Million;
        quote.Decide(cost, cost).ShouldBe(new Decision(Verdict.Granted, cost, 4));
        quote.Decide(cost - 0.000001m, cost).Verdict.ShouldBe(Verdict.Busy);
        quote.Decide(cost - 0.000001m, cost - 0.000001m).Verdict.ShouldBe(Verdict.Refused);
    }

    [Fact]
    public void Nine_of_ten_must_fit_and_room_is_left_above_where_there_is_any()
    {
        var quote = Quote.Of(Card, Size(), Seen(10, 20, 30, 40, 50, 60, 70, 80, 90, 200))!;
        quote.Decide(12m / Million + (89 * 2m / Million), 1).Verdict.ShouldBe(Verdict.Busy);
        quote.Decide(12m / Million + (90 * 2m / Million), 1).ShouldBe(new Decision(Verdict.Granted, (12 + 180) / Million, 90));
        quote.Decide(12m / Million + (600 * 2m / Million), 1).ShouldBe(new Decision(Verdict.Granted, (12 + 500) / Million, 250));
    }

    [Fact]
    public void Of_what_nothing_is_known_one_at_a_time_takes_all_that_is_left()
    {
        var quote = Quote.Of(Card, Size(), null)!;
        quote.Decide(0.0003m, 0.0003m).ShouldBe(new Decision(Verdict.Granted, 0.0003m, (300 - 40) / 2));
        quote.Decide(0.0003m, 0.0004m).Verdict.ShouldBe(Verdict.Busy);
        quote.Decide(0.000041m, 0.000041m).Verdict.ShouldBe(Verdict.Refused);
    }

    [Fact]
    public void Where_nothing_may_be_bounded_only_the_most_will_do()
    {
        var quote = Quote.Of(Card, Size(mayCap: false), Seen(4))!;
        quote.Decide(quote.Most - 0.000001m, quote.Most).Verdict.ShouldBe(Verdict.Busy);
        quote.Decide(quote.Most - 0.000001m, quote.Most - 0.000001m).Verdict.ShouldBe(Verdict.Refused);
    }

    [Fact]
    public void An_answer_that_ran_into_its_bound_would_have_been_longer()
    {
        var history = new UsageHistory(Card.Price!);
        history.Add(10, new TokenUsage(12, Output: 4), 1, cap: 4);
        history.Look(10)!.Value.Usual.ShouldBe(8);
    }

    [Fact]
    public void The_window_bounds_what_can_be_sent() =>
        Quote.Of(Card with { ContextWindow = 20, MaxOutputTokens = null }, Size(max: 1), null)!.Most.ShouldBe(22m / Million);
}
