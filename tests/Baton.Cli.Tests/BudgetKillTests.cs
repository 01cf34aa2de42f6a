using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Testing;

namespace Baton.Cli.Tests;

/// <summary>
/// A hard budget holds through <c>kill -9</c>: a real gateway is killed while it spends, over and over, and what reached the upstream is
/// counted there. Nothing that was answered is forgotten, and all lives together never send more than is paid for.
/// </summary>
public sealed class BudgetKillTests : IDisposable
{
    private const int Paid = 120;
    private const int Kills = 4;
    private const int AnsweredBeforeAKill = 12;
    private const int Clients = 6;

    /// <summary>12 tokens at 1 and 4 at 2 dollars a million.</summary>
    private const decimal Cost = 0.00002m;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-budget-kill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_budget_is_never_overspent_however_often_its_gateway_is_killed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "baton.yaml"), $$"""
            providers: { up: { kind: openai, base_url: {{upstream.OpenAIUrl}} } }
            models: { fake: { provider: up, max_output_tokens: 4, price: { input: 1, output: 2 } } }
            budgets: [ { scope: global, limit_usd: {{(Paid * Cost).ToString(System.Globalization.CultureInfo.InvariantCulture)}} } ]
            """);
        var spent = 0m;
        for (var round = 0; round < Kills; round++)
        {
            using var serve = await ServedProcess.StartAsync(_folder);
            var before = await SpentAsync(serve.Address);
            before.ShouldBeGreaterThanOrEqualTo(spent); // Nothing that was spent is forgotten.
            var answered = await SpendAsync(serve.Address, AnsweredBeforeAKill, serve.Process.Kill);
            answered.ShouldBeGreaterThanOrEqualTo(AnsweredBeforeAKill);
            spent = before + (answered * Cost);
        }

        using var last = await ServedProcess.StartAsync(_folder);
        await SpendAsync(last.Address, int.MaxValue, () => { });
        var sent = upstream.Requests.Count("fake");
        sent.ShouldBeLessThanOrEqualTo(Paid);
        sent.ShouldBeGreaterThan(Paid / 2); // What was open when it was killed is lost, and not much more.
        (await SpentAsync(last.Address)).ShouldBeInRange(sent * Cost, Paid * Cost);
    }

    /// <summary>Clients that ask until the budget is spent, or the gateway is gone.</summary>
    /// <returns>How many were answered.</returns>
    private static async Task<int> SpendAsync(string address, int enough, Action then)
    {
        var answered = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
            while (true)
            {
                try
                {
                    using var answer = await http.PostAsJsonAsync("/v1/chat/completions", new { model = "fake", messages = new[] { new { role = "user", content = "hi" } } });
                    if (answer.StatusCode == HttpStatusCode.PaymentRequired)
                    {
                        return;
                    }

                    answer.EnsureSuccessStatusCode();
                }
                catch (Exception e) when (e is HttpRequestException { StatusCode: null } or IOException)
                {
                    return; // It was killed before it could answer.
                }

                if (Interlocked.Increment(ref answered) == enough)
                {
                    then();
                }
            }
        })));
        return answered;
    }

    private static async Task<decimal> SpentAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var budgets = await http.GetFromJsonAsync<JsonElement>("/api/budgets");
        return budgets.GetProperty("budgets")[0].GetProperty("spent_usd").GetDecimal();
    }
}
