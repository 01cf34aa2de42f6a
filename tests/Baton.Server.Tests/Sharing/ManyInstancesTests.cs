using System.Net;
using System.Text.Json;

namespace Baton.Server.Tests.Sharing;

/// <summary>G7: several gateways on one PostgreSQL are one.</summary>
public sealed class ManyInstancesTests
{
    private static async Task<string?> PlayerAsync(TestGateway gateway, string role = "writer")
    {
        using var answer = await gateway.SendAsync(HttpMethod.Get, $"/api/roles/{role}");
        return answer.StatusCode == HttpStatusCode.OK ? (await answer.JsonAsync()).GetProperty("model").GetString() : null;
    }

    private static Task<HttpResponseMessage> SwapAsync(TestGateway gateway, string model) =>
        gateway.PostAsync("/api/roles/writer/swap", $$"""{"model":"{{model}}"}""");

    [Fact]
    public async Task A_swap_on_one_is_seen_by_all_within_a_second()
    {
        await using var instances = await Instances.StartAsync(3);
        var took = new List<TimeSpan>();
        for (var i = 0; i < 20; i++)
        {
            var model = i % 2 == 0 ? "fake.two" : "fake.one";
            (await SwapAsync(instances[i % 3], model)).StatusCode.ShouldBe(HttpStatusCode.OK);
            took.Add(await Instances.UntilAsync(instances.All, async g => await PlayerAsync(g) == model));
        }

        took.Sort();
        took[took.Count / 2].ShouldBeLessThan(TimeSpan.FromSeconds(1)); // The middle: a busy machine may hold one up.
        TestContext.Current.SendDiagnosticMessage("a swap was seen by all after {0:0.0} ms (median), {1:0.0} ms (slowest)", took[took.Count / 2].TotalMilliseconds, took[^1].TotalMilliseconds);
        foreach (var gateway in instances.All)
        {
            var role = await gateway.GetAsync("/api/roles/writer");
            role.GetProperty("version").GetInt32().ShouldBe(21);
            role.GetProperty("history").GetArrayLength().ShouldBe(21);
            using var chat = await gateway.ChatAsync("role:writer");
            chat.Header("x-baton-model").ShouldBe("fake.one");
        }
    }

    [Fact]
    public async Task While_roles_are_swapped_on_any_of_three_nobody_fails_and_in_the_end_all_agree()
    {
        await using var instances = await Instances.StartAsync(3);
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 12).Select(i => Task.Run(() => LoadAsync(instances[i % 3], stop.Token))).ToList();
        var swaps = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => SwapAsync(instances[i % 3], i / 3 % 2 == 0 ? "fake.two" : "fake.one")));
        swaps.ShouldAllBe(s => s.StatusCode == HttpStatusCode.OK);
        await stop.CancelAsync();
        (await Task.WhenAll(clients)).Sum().ShouldBeGreaterThan(0);
        await Instances.UntilAsync(instances.All, async g => (await HistoryAsync(g)).SequenceEqual(await HistoryAsync(instances[0])));
        (await HistoryAsync(instances[0])).Select((v, i) => v.StartsWith($"{i + 1}:", StringComparison.Ordinal)).ShouldAllBe(inOrder => inOrder);
    }

    /// <summary>Every change of the role as <c>version:from:to</c>.</summary>
    private static async Task<List<string>> HistoryAsync(TestGateway gateway) =>
        [.. (await gateway.GetAsync("/api/roles/writer")).GetProperty("history").EnumerateArray()
            .Select(e => $"{e.GetProperty("version")}:{e.GetProperty("from")}:{e.GetProperty("to")}")];

    [Fact]
    public async Task Models_and_keys_of_one_are_those_of_all()
    {
        await using var instances = await Instances.StartAsync(2, o => o with { Server = o.Server with { Keys = "auto" } });
        (await instances[0].PostAsync("/api/models", """{"id":"three","provider":"up","model":"fake.one"}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Instances.UntilAsync([instances[1]], async g => (await g.ChatAsync("three")).StatusCode == HttpStatusCode.OK);
        (await instances[1].PostAsync("/api/models", """{"id":"three","provider":"up","model":"fake.one"}""")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await instances[1].SendAsync(HttpMethod.Delete, "/api/models/three")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Instances.UntilAsync([instances[0]], async g => (await g.ChatAsync("three")).StatusCode == HttpStatusCode.NotFound);

        var key = await (await instances[0].PostAsync("/api/keys", """{"name":"shared"}""")).JsonAsync();
        var secret = key.GetProperty("key").GetString()!;
        await Instances.UntilAsync([instances[1]], async g => await ChatAsync(g, secret) == HttpStatusCode.OK);
        (await instances[1].SendAsync(HttpMethod.Delete, $"/api/keys/{key.GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Instances.UntilAsync([instances[0]], async g => await ChatAsync(g, secret) == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_ledger_is_one()
    {
        await using var instances = await Instances.StartAsync(3);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => instances[i % 3].ChatAsync("fake.one")));
        await Instances.UntilAsync(instances.All, async g => Requests(await g.GetAsync("/api/usage")) == 60);
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_what_runs_goes_on_changes_are_refused_and_it_heals_by_itself()
    {
        await using var instances = await Instances.StartAsync(2, kills: true);
        (await SwapAsync(instances[0], "fake.two")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Instances.UntilAsync(instances.All, async g => await PlayerAsync(g) == "fake.two");

        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(i => Task.Run(() => LoadAsync(instances[i % 2], stop.Token))).ToList();
        instances.Postgres.Kill();
        foreach (var gateway in instances.All)
        {
            using var refused = await SwapAsync(gateway, "fake.one");
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            var error = await refused.ErrorAsync();
            error.Code().ShouldBe(ErrorCodes.StorageFailed);
            error.GetProperty("message").GetString()!.ShouldContain("try again");
            (await PlayerAsync(gateway)).ShouldBe("fake.two");
            (await gateway.PostAsync("/api/models", """{"id":"three","provider":"up"}""")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await gateway.PostAsync("/api/keys", """{"name":"no"}""")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await gateway.SendAsync(HttpMethod.Get, "/api/usage")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await instances.Postgres.StartAgainAsync();
        await Instances.UntilAsync([instances[1]], async g => (await SwapAsync(g, "fake.one")).StatusCode == HttpStatusCode.OK);
        await Instances.UntilAsync(instances.All, async g => await PlayerAsync(g) == "fake.one");
        await stop.CancelAsync();
        var answered = (await Task.WhenAll(clients)).Sum();
        answered.ShouldBeGreaterThan(0);
        await Instances.UntilAsync(instances.All, async g => Requests(await g.GetAsync("/api/usage")) == answered); // None is lost, none is there twice.
    }

    /// <summary>Chats until it is told to stop; every answer must be one.</summary>
    private static async Task<long> LoadAsync(TestGateway gateway, CancellationToken stop)
    {
        var answered = 0L;
        while (!stop.IsCancellationRequested)
        {
            using var answer = await gateway.ChatAsync("role:writer");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            answered++;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }

        return answered;
    }

    private static async Task<HttpStatusCode> ChatAsync(TestGateway gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(TestGateway.Body("fake.one"), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await gateway.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static long Requests(JsonElement usage) => usage.GetProperty("totals").GetProperty("requests").GetInt64();
}
