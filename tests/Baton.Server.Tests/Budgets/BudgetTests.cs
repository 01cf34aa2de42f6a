using System.Net;
using System.Text;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Server.Tests.Keys;
using Baton.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Budgets;

public sealed class BudgetTests
{
    private const decimal Cost = BudgetGateway.Cost;

    [Fact]
    public async Task A_budget_shows_what_is_spent_and_when_it_opens_again()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = 25, Per = "day" }, new BudgetOptions { Scope = "role", Id = "writer", LimitUsd = 1 });
        (await gateway.ChatAsync("fake")).EnsureSuccessStatusCode();
        var list = await gateway.GetAsync("/api/budgets");
        list.GetProperty("next").GetString().ShouldBeNull();
        var budget = list.GetProperty("budgets")[0];
        budget.GetProperty("id").GetString().ShouldBe("global");
        budget.GetProperty("per").GetString().ShouldBe("day");
        budget.GetProperty("limit_usd").GetDecimal().ShouldBe(25);
        budget.GetProperty("spent_usd").GetDecimal().ShouldBe(Cost);
        budget.GetProperty("reserved_usd").GetRawText().ShouldBe("0");
        budget.GetProperty("remaining_usd").GetDecimal().ShouldBe(25 - Cost);
        budget.GetProperty("resets_at").GetDateTimeOffset().ShouldBe(new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero));
        budget.GetProperty("state").GetString().ShouldBe("ok");
        list.GetProperty("budgets")[1].GetProperty("id").GetString().ShouldBe("writer");
        list.GetProperty("budgets")[1].GetProperty("resets_at").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task An_exhausted_one_refuses_on_every_wire_and_says_which_and_until_when()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = Cost, Per = "day" });
        (await gateway.ChatAsync("fake", ",\"max_tokens\":4")).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired); // Twelve tokens are less than "hi" may be.
        gateway.Services.GetRequiredService<CatalogSource>().Update(o => o with { Budgets = [o.Budgets[0] with { LimitUsd = 3 * Cost }] });
        foreach (var _ in Enumerable.Range(0, 3))
        {
            (await gateway.ChatAsync("fake")).EnsureSuccessStatusCode();
        }

        foreach (var (path, body) in Bodies)
        {
            using var refused = await gateway.PostAsync(path, body);
            refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired, path);
            if (path == "/v1/messages")
            {
                (await refused.JsonAsync()).GetProperty("error").GetProperty("type").GetString().ShouldBe("billing_error");
                continue;
            }

            var error = await refused.ErrorAsync();
            error.Code().ShouldBe("budget_exceeded", path);
            error.GetProperty("type").GetString().ShouldBe("insufficient_quota");
            error.GetProperty("message").GetString().ShouldStartWith("The budget global per day is spent: $0.00006 of $0.00006. It opens again at 20");
        }

        gateway.Upstream.Requests.All.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Every_wire_is_counted_streamed_or_not()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = 1 });
        foreach (var (path, body) in Bodies)
        {
            using var answer = await gateway.PostAsync(path, body);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            await answer.Content.ReadAsByteArrayAsync();
        }

        var spent = await gateway.SpentAsync();
        spent.ShouldBeGreaterThan(5 * Cost);
        spent.ShouldBe((await gateway.GetAsync("/api/usage")).GetProperty("totals").GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task A_price_that_nobody_knows_is_refused_where_nothing_may_be_overspent()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = 1 });
        using var refused = await gateway.ChatAsync("fake.unpriced");
        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        var error = await refused.ErrorAsync();
        error.Code().ShouldBe("price_unknown");
        error.GetProperty("message").GetString()!.ShouldContain("'fake.unpriced'");
        await using var soft = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = 1, Hard = false });
        using var answered = await soft.ChatAsync("fake.unpriced");
        answered.Header("x-baton-cost-usd").ShouldBe("unknown");
    }

    [Fact]
    public async Task What_writes_nothing_needs_a_price_for_what_is_sent_alone()
    {
        await using var gateway = await BudgetGateway.StartAsync(
            o => o with { Models = [.. o.Models.Select(m => m.Card.Id == "fake" ? m with { Card = m.Card with { Price = new TokenPrice(1m) } } : m)] },
            [new BudgetOptions { LimitUsd = 1 }]);
        using var vectors = await gateway.PostAsync("/v1/embeddings", """{"model":"fake","input":"hi"}""");
        vectors.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.SpentAsync()).ShouldBeGreaterThan(0);
        using var chat = await gateway.ChatAsync("fake");
        (await chat.ErrorAsync()).Code().ShouldBe("price_unknown");
    }

    [Fact]
    public async Task A_soft_one_refuses_nothing()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = Cost / 2, Hard = false });
        foreach (var _ in Enumerable.Range(0, 3))
        {
            (await gateway.ChatAsync("fake")).EnsureSuccessStatusCode();
        }

        (await gateway.SpentAsync()).ShouldBe(3 * Cost);
        (await gateway.BudgetAsync()).GetProperty("state").GetString().ShouldBe("exhausted");
    }

    [Fact]
    public async Task Near_the_limit_auto_chooses_cheaper_then_local_alone_and_a_cloud_model_is_refused()
    {
        await using var gateway = await BudgetGateway.StartAsync(
            o => o with
            {
                Routing = new RoutingOptions { Strategy = "quality" },
                Models = o.Models.Select(m => m.Card.Id == "fake.local" ? m with { Card = m.Card with { Price = new TokenPrice(0.5m, 1m) } } : m).ToEquatableArray(),
            },
            [new BudgetOptions { LimitUsd = 10 * Cost, WarnAt = 0.1, CheaperAt = 0.3, LocalOnlyAt = 0.6 }]);
        using var reader = await EventReader.OpenAsync(gateway);
        (await reader.NextAsync()).Data.GetProperty("budgets")[0].GetProperty("state").GetString().ShouldBe("ok");
        (await Model(gateway, "auto")).ShouldBe("fake");
        (await StateAsync(reader, "ok")).ShouldBe("warn");
        (await Model(gateway, "auto")).ShouldBe("fake");
        (await Model(gateway, "fake")).ShouldBe("fake");
        (await StateAsync(reader, "warn")).ShouldBe("cheaper");
        (await Model(gateway, "auto")).ShouldBe("fake.local");
        (await Model(gateway, "auto:quality")).ShouldBe("fake.local");
        (await Model(gateway, "fake")).ShouldBe("fake");
        (await Model(gateway, "fake")).ShouldBe("fake");
        (await StateAsync(reader, "cheaper")).ShouldBe("local_only");
        using var refused = await gateway.ChatAsync("fake");
        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await refused.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("allows local models alone");
        (await Model(gateway, "auto")).ShouldBe("fake.local");
        using var explained = await gateway.PostAsync("/api/route", """{"prompt":"hi"}""");
        (await explained.JsonAsync()).GetProperty("excluded").EnumerateArray().ShouldContain(e => e.GetProperty("constraint").GetString() == "budget");
    }

    [Fact]
    public async Task A_rule_sees_how_much_is_spent()
    {
        await using var gateway = await BudgetGateway.StartAsync(
            o => o with { Routing = new RoutingOptions { Strategy = "quality", Rules = [new RuleOptions("budget.spent >= 0.5", ["fake.local"])] } },
            [new BudgetOptions { LimitUsd = 4 * Cost }]);
        (await Model(gateway, "auto")).ShouldBe("fake");
        (await Model(gateway, "auto")).ShouldBe("fake");
        (await gateway.SpentAsync()).ShouldBe(2 * Cost);
        (await Model(gateway, "auto")).ShouldBe("fake.local");
    }

    [Fact]
    public async Task A_key_has_a_budget_of_its_own_and_tenants_have_theirs()
    {
        await using var own = await KeyGateway.StartAsync(change: o => o with { Budgets = [new BudgetOptions { Scope = "tenant", LimitUsd = 0.5m }] });
        var (id, key) = await own.MakeAsync(k => k with { Tenant = "clinic", BudgetUsd = 5 * Cost, Per = "month" });
        var (_, other) = await own.MakeAsync(k => k with { Name = "other", Tenant = "clinic" });
        for (var i = 0; i < 5; i++)
        {
            (await own.ChatAsync(key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var refused = await own.ChatAsync(key);
        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await refused.ErrorAsync()).GetProperty("message").GetString().ShouldBe(
            $"The budget key '{id}' per month is spent: $0.0001 of $0.0001. It opens again at 2026-04-01T00:00:00Z.");
        (await own.ChatAsync(other)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var (_, admin) = await own.MakeAsync(k => k with { Name = "admin", Admin = true });
        using var list = await own.SendAsync(HttpMethod.Get, "/api/budgets", admin);
        (await list.JsonAsync()).GetProperty("budgets").EnumerateArray()
            .Select(b => (b.GetProperty("scope").GetString(), b.GetProperty("id").GetString(), b.GetProperty("name").GetString(), b.GetProperty("spent_usd").GetDecimal()))
            .ShouldBe([("tenant", "clinic", null, 6 * Cost), ("key", id, "made", 5 * Cost)]);
    }

    [Fact]
    public async Task Who_goes_away_is_billed()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = 1 });
        gateway.Upstream.Script("fake", new Reply { Pieces = ["some text", " more text", " and more"], HangAfter = 3 });
        using (var streamed = await gateway.ChatAsync("fake", stream: true))
        {
            using var lines = new StreamReader(await streamed.Content.ReadAsStreamAsync());
            await lines.ReadLineAsync();
        }

        await gateway.Upstream.Requests.WaitForIdle();
        (await SettledAsync(gateway)).ShouldBeGreaterThan(0);
        gateway.Upstream.Script("fake", new Reply { HangAfter = -1 });
        var before = await gateway.SpentAsync();
        using var away = new CancellationTokenSource();
        var asked = gateway.Http.PostAsync("/v1/chat/completions", new StringContent(TestGateway.Body("fake"), Encoding.UTF8, "application/json"), away.Token);
        await gateway.Upstream.Requests.WaitForRequest("fake", count: 2);
        (await gateway.BudgetAsync()).GetProperty("reserved_usd").GetDecimal().ShouldBeGreaterThan(0);
        await away.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        (await SettledAsync(gateway)).ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task Who_is_kept_out_by_open_requests_alone_waits_for_them_and_no_longer_than_he_may()
    {
        await using var gateway = await BudgetGateway.StartAsync(
            o => o with { Defaults = new RequestPolicyOptions { QueueTimeout = TimeSpan.FromMilliseconds(300) } }, [new BudgetOptions { LimitUsd = 0.0001m }]);
        gateway.Upstream.Script("fake", new Reply { HangAfter = -1 }, Reply.Healthy);
        using var away = new CancellationTokenSource();
        var open = gateway.Http.PostAsync("/v1/chat/completions", new StringContent(TestGateway.Body("fake"), Encoding.UTF8, "application/json"), away.Token);
        await gateway.Upstream.Requests.WaitForRequest("fake");
        using var late = await gateway.ChatAsync("fake");
        late.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var error = await late.ErrorAsync();
        error.Code().ShouldBe("queue_timeout");
        error.GetProperty("message").GetString()!.ShouldContain("reserved by other open requests");
        late.Header("Retry-After").ShouldBe("1");
        await away.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => open);
    }

    [Fact]
    public async Task Where_little_is_left_the_bound_goes_along_and_the_rest_of_the_request_stays_as_it_was()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = 0.0002m });
        foreach (var stream in (bool[])[false, true])
        {
            using var answer = await gateway.ChatAsync("fake", ",\"x_unknown\":{\"deep\":[1,2]}", stream);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            await answer.Content.ReadAsByteArrayAsync();
            var sent = gateway.Upstream.Requests.Last.Json;
            sent.GetProperty("max_tokens").GetInt32().ShouldBeInRange(4, 100);
            sent.GetProperty("x_unknown").GetRawText().ShouldBe("""{"deep":[1,2]}""");
        }
    }

    [Fact]
    public async Task One_after_the_other_a_budget_pays_for_exactly_as_many_as_it_is_worth()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { Scope = "conversation", LimitUsd = 5 * Cost });
        foreach (var conversation in (string[])["a", "b", "c"])
        {
            foreach (var status in (int[])[200, 200, 200, 200, 200, 402, 402])
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
                request.Headers.Add("x-baton-conversation", conversation);
                request.Content = new StringContent(TestGateway.Body("fake"), Encoding.UTF8, "application/json");
                using var answer = await gateway.Http.SendAsync(request);
                ((int)answer.StatusCode).ShouldBe(status, conversation);
            }
        }
    }

    [Fact]
    public async Task Both_of_a_hedged_pair_are_paid_for_and_one_for_which_nothing_is_left_is_not_made()
    {
        foreach (var (limit, calls) in ((decimal, int)[])[(1m, 2), (0.00003m, 1)])
        {
            await using var gateway = await BudgetGateway.StartAsync(
                o => o with
                {
                    Defaults = new RequestPolicyOptions { HedgeAfter = TimeSpan.FromMilliseconds(50), HedgeShare = 1, FirstTokenTimeout = TimeSpan.FromSeconds(1), Attempts = 2 },
                    Models = [.. o.Models.Select(m => m.Card.Id == "fake"
                        ? m with { Card = m.Card with { MaxOutputTokens = 4 }, Deployments = [m.Deployments[0], m.Deployments[0]] } : m)],
                },
                [new BudgetOptions { LimitUsd = limit }]);
            gateway.Upstream.Script("fake", new Reply { FirstDelay = TimeSpan.FromMilliseconds(400) }, Reply.Healthy);
            using var answer = await gateway.ChatAsync("fake");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            gateway.Upstream.Requests.Count("fake").ShouldBe(calls);
            (await SettledAsync(gateway)).ShouldBeInRange(Cost, calls * Cost);
        }
    }

    [Fact]
    public async Task A_dearer_fallback_that_cannot_be_paid_is_not_asked()
    {
        await using var gateway = await BudgetGateway.StartAsync(
            o => o with
            {
                Models = [.. o.Models.Select(m => m.Card.Id switch
                {
                    "fake" => m with { Policy = new RequestPolicyOptions { Fallbacks = ["fake.local"] } },
                    "fake.local" => m with { Card = m.Card with { Price = new TokenPrice(1_000m, 2_000m), MaxOutputTokens = 10 } },
                    _ => m,
                })],
            },
            [new BudgetOptions { LimitUsd = 0.01m }]);
        gateway.Upstream.Script("fake", Reply.Failed(500));
        using var failed = await gateway.ChatAsync("fake", ",\"max_tokens\":4");
        ((int)failed.StatusCode).ShouldBe(502);
        gateway.Upstream.Requests.Count("fake.local").ShouldBe(0);
        (await gateway.SpentAsync()).ShouldBe(0);
        (await gateway.BudgetAsync()).GetProperty("reserved_usd").GetDecimal().ShouldBe(0);
    }

    [Fact]
    public async Task The_pages_example_is_acted_on_as_the_page_says()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "budgets.md"));
        var yaml = page.Split("```yaml\n")[1].Split("```")[0];
        var read = BatonConfiguration.Read(yaml, "baton.yaml");
        read.Messages.ShouldBeEmpty();
        await using var gateway = await BudgetGateway.StartAsync([.. read.Options!.Budgets]);
        var shown = System.Text.Json.JsonElement.Parse(page.Split("```json\n")[1].Split("```")[0]);
        var answered = await gateway.GetAsync("/api/budgets");
        answered.EnumerateObject().Select(p => p.Name).ShouldBe(shown.EnumerateObject().Select(p => p.Name));
        var (theirs, ours) = (shown.GetProperty("budgets")[0], answered.GetProperty("budgets")[0]);
        ours.EnumerateObject().Select(p => p.Name).ShouldBe(theirs.EnumerateObject().Select(p => p.Name));
        ours.GetProperty("time_zone").GetString().ShouldBe(theirs.GetProperty("time_zone").GetString());
        answered.GetProperty("budgets").EnumerateArray().Select(b => b.GetProperty("id").GetString()).ShouldBe(["global", "clinic", "ci"]);
    }

    [Fact]
    public async Task Prometheus_reads_them()
    {
        await using var gateway = await BudgetGateway.StartAsync(new BudgetOptions { LimitUsd = 25, Per = "day" });
        (await gateway.ChatAsync("fake")).EnsureSuccessStatusCode();
        var lines = (await gateway.Http.GetStringAsync("/metrics")).Split('\n');
        const string Tags = """{baton_budget_id="global",baton_budget_per="day",baton_budget_scope="global"}""";
        lines.ShouldContain($"baton_budget_limit{Tags} 25");
        lines.ShouldContain($"baton_budget_spent{Tags} 2E-05");
        lines.ShouldContain($"baton_budget_reserved{Tags} 0");
        lines.ShouldContain($"baton_budget_state{Tags} 0");
    }

    private static readonly (string Path, string Body)[] Bodies =
    [
        ("/v1/chat/completions", TestGateway.Body("fake")),
        ("/v1/chat/completions", TestGateway.Body("fake", ",\"stream\":true")),
        ("/v1/messages", TestGateway.Body("fake", ",\"max_tokens\":50")),
        ("/v1/responses", """{"model":"fake","input":"hi"}"""),
        ("/v1/completions", """{"model":"fake","prompt":"hi"}"""),
        ("/v1/embeddings", """{"model":"fake","input":"hi"}"""),
    ];

    private static async Task<string?> Model(TestGateway gateway, string target)
    {
        using var answer = await gateway.ChatAsync(target);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer.Header("x-baton-model");
    }

    /// <summary>The next state that a budget's event tells which is not the one before.</summary>
    private static async Task<string?> StateAsync(EventReader reader, string before)
    {
        while (true)
        {
            if ((await reader.NextAsync("budget")).Data.GetProperty("state").GetString() is var state && state != before)
            {
                return state;
            }
        }
    }

    private static async Task<decimal> SettledAsync(TestGateway gateway)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        while ((await gateway.BudgetAsync()).GetProperty("reserved_usd").GetDecimal() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }

        return await gateway.SpentAsync();
    }
}
