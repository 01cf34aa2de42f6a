using System.Net;
using Baton.Models.Configuration;
using Baton.Storage;
using Baton.Storage.Sqlite;
using Baton.Testing;

namespace Baton.Server.Tests.Budgets;

/// <summary>A hundred clients at once against a budget of exactly fifty requests: fifty are answered, and not a cent more is spent.</summary>
public sealed class ConservationTests
{
    private const int Clients = 100;
    private const int Paid = 50;

    [Theory]
    [InlineData(",\"max_tokens\":4", false)]
    [InlineData(",\"max_tokens\":4", true)]
    [InlineData(",\"max_tokens\":1000", false)]
    [InlineData("", false)]
    [InlineData("", true)]
    public async Task Fifty_of_a_hundred_are_answered(string extra, bool stream)
    {
        using var folder = new Folder();
        using var database = SqliteDatabase.Open(folder.Path);
        await using var gateway = await BudgetGateway.StartAsync(
            o => o, [new BudgetOptions { LimitUsd = Paid * BudgetGateway.Cost, Per = "day" }], services => services.AddStorage(database));
        var statuses = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => AskAsync(gateway, extra, stream))));
        statuses.Count(s => s == HttpStatusCode.OK).ShouldBe(Paid);
        statuses.Count(s => s == HttpStatusCode.PaymentRequired).ShouldBe(Clients - Paid);
        gateway.Upstream.Requests.Count("fake").ShouldBe(Paid);
        var budget = await gateway.BudgetAsync();
        budget.GetProperty("spent_usd").GetDecimal().ShouldBe(Paid * BudgetGateway.Cost);
        budget.GetProperty("reserved_usd").GetDecimal().ShouldBe(0);
        budget.GetProperty("state").GetString().ShouldBe("exhausted");
    }

    [Fact]
    public async Task With_answers_of_any_length_the_limit_holds_and_little_is_left_over()
    {
        var random = new LockedRandom(7);
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = 0.004m });
        gateway.Upstream.Script("fake", request =>
        {
            // As a server does: an answer ends where its bound is, and what was written is what is billed.
            var length = random.Next(1, 40);
            var bound = request.Json.TryGetProperty("max_tokens", out var most) ? most.GetInt32()
                : request.Json.TryGetProperty("max_completion_tokens", out most) ? most.GetInt32() : int.MaxValue;
            var written = Math.Min(length, bound);
            return new Reply { Text = "words", FinishReason = written < length ? "length" : null, Usage = new FakeUsage(12, written) };
        });
        var statuses = await Task.WhenAll(Enumerable.Range(0, 250).Select(_ => Task.Run(() => AskAsync(gateway, "", stream: false))));
        var spent = await gateway.SpentAsync();
        spent.ShouldBeLessThanOrEqualTo(0.004m);
        spent.ShouldBeGreaterThan(0.0036m);
        statuses.ShouldAllBe(s => s == HttpStatusCode.OK || s == HttpStatusCode.PaymentRequired);
    }

    [Fact]
    public async Task Through_cuts_failures_and_clients_that_go_away_nothing_stays_reserved_and_the_limit_holds()
    {
        await using var gateway = await BudgetGateway.StartAsync(
            o => o with { Defaults = new RequestPolicyOptions { CircuitFailures = 1_000 } },
            [new BudgetOptions { LimitUsd = 30 * BudgetGateway.Cost }, new BudgetOptions { Scope = "conversation", LimitUsd = 10 * BudgetGateway.Cost }]);
        var turn = 0;
        gateway.Upstream.Script("fake", _ => (Interlocked.Increment(ref turn) % 5) switch
        {
            0 => Reply.Failed(500),
            1 => new Reply { CutAfter = 3 },
            2 => new Reply { Pieces = ["a", "b", "c", "d"], Delay = TimeSpan.FromMilliseconds(5) },
            _ => Reply.Healthy,
        });
        await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Task.Run(async () =>
        {
            using var away = new CancellationTokenSource(i % 3 == 0 ? TimeSpan.FromMilliseconds(20) : TimeSpan.FromSeconds(30), TimeProvider.System);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
                request.Headers.Add("x-baton-conversation", $"c{i % 4}");
                request.Content = new StringContent(TestGateway.Body("fake", i % 2 == 0 ? ",\"stream\":true" : ""), System.Text.Encoding.UTF8, "application/json");
                using var answer = await gateway.Http.SendAsync(request, away.Token);
                await answer.Content.ReadAsByteArrayAsync(away.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
            {
                // It went away, or was cut.
            }
        })));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while ((await gateway.BudgetAsync()).GetProperty("reserved_usd").GetDecimal() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }

        var budgets = (await gateway.GetAsync("/api/budgets")).GetProperty("budgets").EnumerateArray().ToList();
        budgets.Count.ShouldBe(5);
        budgets.ShouldAllBe(b => b.GetProperty("reserved_usd").GetDecimal() == 0);
        budgets.ShouldAllBe(b => b.GetProperty("spent_usd").GetDecimal() <= b.GetProperty("limit_usd").GetDecimal());
        budgets.Skip(1).Sum(b => b.GetProperty("spent_usd").GetDecimal()).ShouldBe(budgets[0].GetProperty("spent_usd").GetDecimal());
        var usage = (await gateway.GetAsync("/api/usage")).GetProperty("totals").GetProperty("cost_usd").GetDecimal();
        budgets[0].GetProperty("spent_usd").GetDecimal().ShouldBe(usage);
    }

    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway, string extra, bool stream)
    {
        using var answer = await gateway.ChatAsync("fake", extra, stream);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode;
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-budgets-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
