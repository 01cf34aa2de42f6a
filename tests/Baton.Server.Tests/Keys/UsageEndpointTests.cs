using System.Net;
using System.Text.Json;

namespace Baton.Server.Tests.Keys;

public sealed class UsageEndpointTests
{
    [Fact]
    public async Task Every_request_is_in_the_ledger_whoever_sent_it_and_however_it_ended()
    {
        await using var own = await KeyGateway.StartAsync("auto");
        var (id, key) = await own.MakeAsync(k => k with { Tenant = "clinic" });
        using (var answer = await own.ChatAsync(key))
        {
            (await answer.JsonAsync()).GetProperty("usage").GetProperty("prompt_tokens").GetInt64().ShouldBe(12);
        }

        using (var streamed = await own.SendAsync(HttpMethod.Post, "/v1/chat/completions", null, TestGateway.Body("fake.two", ",\"stream\":true")))
        {
            await streamed.EventsAsync();
        }

        await own.ChatAsync(key, "fake.none");
        var usage = await own.Gateway.GetAsync("/api/usage?by=key&limit=2");
        var totals = usage.GetProperty("totals");
        totals.GetProperty("requests").GetInt64().ShouldBe(3);
        totals.GetProperty("input_tokens").GetInt64().ShouldBe(24);
        totals.GetProperty("output_tokens").GetInt64().ShouldBe(8);
        totals.GetProperty("cost_usd").GetDecimal().ShouldBe(2 * (12 * 1m + 4 * 2m) / 1_000_000m);
        usage.GetProperty("groups").EnumerateArray().Select(g => (g.GetProperty("key").GetString(), g.GetProperty("requests").GetInt64()))
            .ShouldBe([(null, 1L), (id, 2L)]);

        var first = usage.GetProperty("records")[0];
        first.GetProperty("key").GetString().ShouldBe(id);
        first.GetProperty("tenant").GetString().ShouldBe("clinic");
        first.GetProperty("model").GetString().ShouldBe("fake.one");
        first.GetProperty("request_id").GetString().ShouldNotBeNullOrEmpty();
        usage.GetProperty("records")[1].GetProperty("streamed").GetBoolean().ShouldBeTrue();
        var rest = await own.Gateway.GetAsync($"/api/usage?after={usage.GetProperty("next").GetString()}");
        rest.GetProperty("records").EnumerateArray().Single().GetProperty("status").GetString().ShouldBe("model_not_found");
        rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("by=colour", "by")]
    [InlineData("limit=0", "limit")]
    [InlineData("after=x", "after")]
    public async Task What_is_wrong_is_named(string query, string param)
    {
        await using var own = await KeyGateway.StartAsync("auto");
        using var response = await own.SendAsync(HttpMethod.Get, $"/api/usage?{query}", null);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("param").GetString().ShouldBe(param);
    }
}
