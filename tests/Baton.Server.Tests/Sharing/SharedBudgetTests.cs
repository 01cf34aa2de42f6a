using System.Net;
using Baton.Models.Configuration;
using Baton.Server.Tests.Budgets;

namespace Baton.Server.Tests.Sharing;

/// <summary>G7 with M2: three gateways on one PostgreSQL have one budget between them.</summary>
public sealed class SharedBudgetTests
{
    private const int Clients = 100;
    private const int Paid = 50;

    private static Func<BatonOptions, BatonOptions> With(decimal limitUsd) =>
        options => options with { Budgets = [new BudgetOptions { LimitUsd = limitUsd, Per = "day" }] };

    [Theory]
    [InlineData(",\"max_tokens\":4", false, Paid)]
    [InlineData(",\"max_tokens\":4", true, Paid)]
    [InlineData("", false, 45)]
    [InlineData("", true, 45)]
    public async Task Of_a_hundred_clients_fifty_are_answered_and_the_limit_holds(string extra, bool stream, int least)
    {
        await using var instances = await Instances.StartAsync(3, With(Paid * BudgetGateway.Cost));
        var statuses = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Task.Run(() => AskAsync(instances[i % 3], extra, stream))));
        var answered = statuses.Count(s => s == HttpStatusCode.OK);
        answered.ShouldBeInRange(least, Paid, string.Join(", ", statuses.GroupBy(s => s).Select(g => $"{g.Key} {g.Count()}")));
        statuses.Count(s => s == HttpStatusCode.PaymentRequired).ShouldBe(Clients - answered);
        instances.All.Sum(g => g.Upstream.Requests.Count("fake.one")).ShouldBe(answered);
        await Instances.UntilAsync(instances.All, async g => await g.SpentAsync() == answered * BudgetGateway.Cost);
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_what_a_slice_covers_is_answered_and_all_of_it_is_counted_later()
    {
        await using var instances = await Instances.StartAsync(2, With(1m), kills: true); // A slice is worth five hundred requests.
        var answered = 0;
        async Task AskAllAsync()
        {
            foreach (var gateway in instances.All)
            {
                (await AskAsync(gateway, ",\"max_tokens\":4", stream: false)).ShouldBe(HttpStatusCode.OK);
                answered++;
            }
        }

        await AskAllAsync();
        instances.Postgres.Kill();
        for (var i = 0; i < 20; i++)
        {
            await AskAllAsync();
        }

        const string Large = ",\"max_tokens\":100000"; // Costs more than a slice, at the most.
        (await AskAsync(instances[0], Large, stream: false)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await instances.Postgres.StartAgainAsync();
        await Instances.UntilAsync([instances[0]], async g => await AskAsync(g, Large, stream: false) == HttpStatusCode.OK);
        answered++;
        await AskAllAsync();
        await Instances.UntilAsync(instances.All, async g => await g.SpentAsync() == answered * BudgetGateway.Cost);
    }

    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway, string extra, bool stream)
    {
        using var answer = await gateway.ChatAsync("fake.one", extra, stream);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode;
    }
}
