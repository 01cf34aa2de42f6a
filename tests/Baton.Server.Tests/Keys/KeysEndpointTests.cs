using System.Net;

namespace Baton.Server.Tests.Keys;

public sealed class KeysEndpointTests
{
    [Fact]
    public async Task A_key_is_made_shown_once_used_listed_and_revoked()
    {
        await using var own = await KeyGateway.StartAsync();
        var (_, admin) = await own.MakeAsync(k => k with { Name = "admin", Admin = true });
        using var made = await own.SendAsync(HttpMethod.Post, "/api/keys", admin,
            """{"name":"ci","tenant":"clinic","models":["fake.one"],"budget_usd":2.5,"per":"month","requests_per_minute":10}""");
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var view = await made.JsonAsync();
        var (id, key) = (view.GetProperty("id").GetString()!, view.GetProperty("key").GetString()!);
        (await own.ChatAsync(key)).StatusCode.ShouldBe(HttpStatusCode.OK); // At once, without waiting for a look.

        using var list = await own.SendAsync(HttpMethod.Get, "/api/keys", admin);
        var text = await list.Content.ReadAsStringAsync();
        text.ShouldNotContain("bt-");
        var listed = (await list.JsonAsync()).GetProperty("keys").EnumerateArray().Single(k => k.GetProperty("id").GetString() == id);
        listed.GetProperty("tenant").GetString().ShouldBe("clinic");
        listed.GetProperty("budget_usd").GetDecimal().ShouldBe(2.5m);
        listed.GetProperty("per").GetString().ShouldBe("month");
        listed.GetProperty("models")[0].GetString().ShouldBe("fake.one");
        listed.TryGetProperty("key", out _).ShouldBeFalse();

        (await own.SendAsync(HttpMethod.Delete, $"/api/keys/{id}", admin)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await own.ChatAsync(key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await own.SendAsync(HttpMethod.Delete, "/api/keys/key-none", admin)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"a","models":[null]}""", "models")]
    [InlineData("""{"name":"a","models":"one"}""", "models")]
    [InlineData("""{"name":"a","budget_usd":-1}""", "budget_usd")]
    [InlineData("""{"name":"a","budget_usd":"much"}""", "budget_usd")]
    [InlineData("""{"name":"a","budget_usd":1,"per":"year"}""", "per")]
    [InlineData("""{"name":"a","requests_per_minute":0}""", "requests_per_minute")]
    [InlineData("""{"name":"a","colour":"red"}""", "colour")]
    public async Task What_is_wrong_is_named(string body, string param)
    {
        await using var own = await KeyGateway.StartAsync("auto");
        using var response = await own.SendAsync(HttpMethod.Post, "/api/keys", null, body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("param").GetString().ShouldBe(param);
    }
}
