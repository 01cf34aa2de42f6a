using System.Net;
using System.Text.Json;
using Baton.Models.Configuration;
using Baton.Server.Tests.Keys;
using Baton.Server.Tests.Sharing;

namespace Baton.Server.Tests.Audit;

/// <summary>G6: every control action is in a log that nothing takes it out of.</summary>
public sealed class AuditTests
{
    private static async Task<List<JsonElement>> LogAsync(KeyGateway own, string key, string query = "")
    {
        using var answer = await own.SendAsync(HttpMethod.Get, "/api/audit" + query, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await answer.JsonAsync()).GetProperty("audit").EnumerateArray()];
    }

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).ValueKind == JsonValueKind.Null ? null : entry.GetProperty(name).ToString();

    [Fact]
    public async Task Who_did_what_to_what_when_from_where_and_how_it_ended()
    {
        await using var own = await KeyGateway.StartAsync();
        var (id, admin) = await own.MakeAsync(k => k with { Name = "ops", Admin = true });
        var (otherId, other) = await own.MakeAsync(k => k with { Name = "app" });
        await own.SendAsync(HttpMethod.Put, "/api/roles/writer", admin, """{"model":"fake.one","reason":"key sk-abcdefghijklmnopqrst"}""");
        await own.SendAsync(HttpMethod.Post, "/api/roles/writer/swap", admin, """{"model":"fake.none"}""");
        await own.SendAsync(HttpMethod.Delete, "/api/roles/writer", other);
        await own.SendAsync(HttpMethod.Delete, "/api/roles/writer", "bt-nobody");
        using var made = await own.SendAsync(HttpMethod.Post, "/api/keys", admin, """{"name":"new"}""");
        var newId = (await made.JsonAsync()).GetProperty("id").GetString();
        await own.SendAsync(HttpMethod.Get, "/api/roles", admin);
        await own.SendAsync(HttpMethod.Post, "/api/route", admin, """{"prompt":"not for a log"}""");
        await own.ChatAsync(admin);

        var log = await LogAsync(own, admin);
        log.Select(e => (Text(e, "by"), Text(e, "action"), Text(e, "target"), Text(e, "outcome"), Text(e, "status"))).ShouldBe(
        [
            (id, "role.load", "writer", "done", "200"),
            (id, "role.swap", "writer", "refused", "404"),
            (otherId, "DELETE /api/roles/writer", null, "refused", "403"),
            ("anonymous", "DELETE /api/roles/writer", null, "refused", "401"),
            (id, "key.create", newId, "done", "201"),
        ]);
        Text(log[0], "name").ShouldBe("ops");
        Text(log[0], "from").ShouldBe("127.0.0.1");
        Text(log[0], "request_id").ShouldNotBeNullOrEmpty();
        log[0].GetProperty("at").GetDateTimeOffset().ShouldBe(own.Time.GetUtcNow());
        Text(log[0], "detail").ShouldBe("""{"model":"fake.one","reason":"key [redacted:api_key]"}""");
        log.Select(e => e.ToString()).ShouldAllBe(e => !e.Contains("not for a log", StringComparison.Ordinal) && !e.Contains("bt-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_read_page_by_page_from_either_end_by_admins_alone()
    {
        await using var own = await KeyGateway.StartAsync();
        var (_, admin) = await own.MakeAsync(k => k with { Admin = true });
        var (_, app) = await own.MakeAsync();
        for (var i = 0; i < 5; i++)
        {
            await own.SendAsync(HttpMethod.Delete, $"/api/keys/none{i}", admin);
        }

        (await LogAsync(own, admin, "?limit=2&order=newest")).Select(e => Text(e, "target")).ShouldBe(["none4", "none3"]);
        using var page = await own.SendAsync(HttpMethod.Get, "/api/audit?limit=3", admin);
        var next = (await page.JsonAsync()).GetProperty("next").GetString();
        (await LogAsync(own, admin, $"?after={next}")).Select(e => Text(e, "target")).ShouldBe(["none3", "none4"]);
        using var refused = await own.SendAsync(HttpMethod.Get, "/api/audit", app);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var wrong = await own.SendAsync(HttpMethod.Get, "/api/audit?order=odd", admin);
        (await wrong.ErrorAsync()).GetProperty("param").GetString().ShouldBe("order");
        using var no = await own.SendAsync(HttpMethod.Delete, "/api/audit", admin);
        no.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Personal_data_is_taken_out_where_that_is_set()
    {
        await using var own = await KeyGateway.StartAsync("auto", o => o with { Redaction = new RedactionOptions { PersonalData = true } });
        await own.SendAsync(HttpMethod.Put, "/api/roles/writer", null, """{"model":"fake.one","reason":"asked by jo@example.org"}""");
        var (_, admin) = await own.MakeAsync(k => k with { Admin = true });
        Text((await LogAsync(own, admin))[0], "detail")!.ShouldContain("asked by [redacted:email]");
    }

    [Fact]
    public async Task Of_several_instances_it_is_one_and_while_the_database_is_away_entries_wait()
    {
        await using var instances = await Instances.StartAsync(2, kills: true);
        (await instances[0].PostAsync("/api/roles/writer/swap", """{"model":"fake.two"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        instances.Postgres.Kill();
        (await instances[1].PostAsync("/api/roles/writer/swap", """{"model":"fake.one"}""")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await instances.Postgres.StartAgainAsync();
        await Instances.UntilAsync(instances.All, async g =>
        {
            using var answer = await g.SendAsync(HttpMethod.Get, "/api/audit");
            return answer.StatusCode == HttpStatusCode.OK
                && (await answer.JsonAsync()).GetProperty("audit").EnumerateArray().Select(e => Text(e, "outcome")).SequenceEqual(["done", "failed"]);
        });
    }
}
