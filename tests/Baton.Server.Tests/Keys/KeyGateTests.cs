using System.Net;
using System.Text;
using Baton.Server.Keys;

namespace Baton.Server.Tests.Keys;

public sealed class KeyGateTests
{
    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/models")]
    [InlineData("/api/models")]
    [InlineData("/api/keys")]
    [InlineData("/metrics")]
    [InlineData("/nothing")]
    public async Task Where_keys_are_needed_nothing_answers_without_one(string path)
    {
        await using var own = await KeyGateway.StartAsync();
        foreach (var shown in new[] { null, "sk-other", "bt-" + new string('A', 43) })
        {
            using var response = await own.SendAsync(path.EndsWith("completions", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path, shown);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            response.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
            var error = await response.ErrorAsync();
            error.Code().ShouldBe("invalid_api_key");
            error.GetProperty("type").GetString().ShouldBe("invalid_request_error");
        }

        own.Gateway.Upstream.Requests.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        await using var own = await KeyGateway.StartAsync();
        (await own.SendAsync(HttpMethod.Get, "/healthz", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await own.SendAsync(HttpMethod.Get, "/readyz", "bt-wrong")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wire42_preflights_are_answered_before_authentication()
    {
        await using var own = await KeyGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.Add("Origin", "https://app.example.com");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization, x-stainless-os");
        using var response = await own.Gateway.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Header("Access-Control-Allow-Headers").ShouldBe("authorization, x-stainless-os");
    }

    [Fact]
    public async Task Wire43_a_key_is_taken_from_where_any_client_puts_it_and_goes_no_further()
    {
        await using var own = await KeyGateway.StartAsync();
        var (_, secret) = await own.MakeAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("anyone:" + secret));
        foreach (var (shown, header) in new[] { (secret, "Authorization"), (secret, "x-api-key"), (secret, "api-key"), (basic, "Authorization") })
        {
            using var response = await own.ChatAsync(shown, header: header);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, header);
        }

        var sent = own.Gateway.Upstream.Requests.All;
        sent.Count.ShouldBe(4);
        sent.ShouldAllBe(r => !r.Headers.Any(h => h.Value.Contains("bt-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Anthropics_clients_are_told_in_their_shape()
    {
        await using var own = await KeyGateway.StartAsync();
        using var response = await own.SendAsync(HttpMethod.Post, "/v1/messages", "bt-wrong", "{}", "x-api-key");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var body = await response.JsonAsync();
        body.GetProperty("type").GetString().ShouldBe("error");
        body.GetProperty("error").GetProperty("type").GetString().ShouldBe("authentication_error");
    }

    [Fact]
    public async Task Where_none_is_needed_a_foreign_key_is_ignored_and_a_revoked_one_of_ours_is_not()
    {
        await using var own = await KeyGateway.StartAsync("auto");
        (await own.ChatAsync(null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await own.ChatAsync("sk-other")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await own.ChatAsync("bt-unknown")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var (id, secret) = await own.MakeAsync();
        (await own.ChatAsync(secret)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await own.SendAsync(HttpMethod.Get, "/api/models", secret)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await own.RevokeAsync(id);
        (await own.ChatAsync(secret)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/api/models")]
    [InlineData("/api/keys")]
    [InlineData("/metrics")]
    public async Task Only_an_admins_key_opens_more_than_v1(string path)
    {
        await using var own = await KeyGateway.StartAsync();
        var (_, plain) = await own.MakeAsync();
        var (_, admin) = await own.MakeAsync(k => k with { Admin = true });
        (await own.SendAsync(HttpMethod.Get, "/v1/models", plain)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await own.SendAsync(HttpMethod.Get, path, plain);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.ErrorAsync()).Code().ShouldBe("permission_denied");
        (await own.SendAsync(HttpMethod.Get, path, admin)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await own.ChatAsync(admin)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_may_be_held_to_models()
    {
        await using var own = await KeyGateway.StartAsync();
        var (_, key) = await own.MakeAsync(k => k with { Models = ["fake.two"] });
        using var refused = await own.ChatAsync(key);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var error = await refused.ErrorAsync();
        error.Code().ShouldBe("model_not_allowed");
        error.GetProperty("param").GetString().ShouldBe("model");
        (await own.ChatAsync(key, "fake.two")).Header("x-baton-model").ShouldBe("fake.two");
        (await own.ChatAsync(key, "auto")).Header("x-baton-model").ShouldBe("fake.two");
        using var models = await own.SendAsync(HttpMethod.Get, "/v1/models", key);
        (await models.JsonAsync()).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ShouldBe(["fake.two", "auto"]);
    }

    [Fact]
    public async Task A_key_may_be_held_to_requests_a_minute()
    {
        await using var own = await KeyGateway.StartAsync();
        var (_, key) = await own.MakeAsync(k => k with { RequestsPerMinute = 2 });
        (await own.ChatAsync(key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        own.Time.Advance(TimeSpan.FromSeconds(20));
        (await own.ChatAsync(key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await own.ChatAsync(key);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(40));
        (await refused.ErrorAsync()).Code().ShouldBe("rate_limit_exceeded");
        (await own.SendAsync(HttpMethod.Get, "/v1/models", key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        own.Time.Advance(TimeSpan.FromSeconds(40));
        (await own.ChatAsync(key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await own.ChatAsync(key)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Rules_know_the_tenant_of_a_key()
    {
        await using var own = await KeyGateway.StartAsync(change: options => options with
        {
            Routing = options.Routing with { Rules = [new("request.tenant == 'clinic'", ["fake.two"]), new("true", ["fake.one"])] },
        });
        var (_, clinic) = await own.MakeAsync(k => k with { Tenant = "clinic" });
        var (_, other) = await own.MakeAsync();
        (await own.ChatAsync(clinic, "auto")).Header("x-baton-model").ShouldBe("fake.two");
        (await own.ChatAsync(other, "auto")).Header("x-baton-model").ShouldBe("fake.one");
    }

    [Fact]
    public async Task An_open_address_needs_keys_by_itself()
    {
        KeyGate.IsNeeded(new() { Urls = ["http://0.0.0.0:7411"] }).ShouldBeTrue();
        KeyGate.IsNeeded(new() { Urls = ["http://127.0.0.1:7411", "http://gateway:7411"], Keys = "off" }).ShouldBeTrue();
        KeyGate.IsNeeded(new() { Urls = ["http://127.0.0.1:7411", "http://localhost:7412", "http://[::1]:1"] }).ShouldBeFalse();
        await using var own = await KeyGateway.StartAsync("auto", o => o with { Server = o.Server with { Urls = ["http://0.0.0.0:0"] } });
        (await own.ChatAsync(null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var (_, key) = await own.MakeAsync();
        (await own.ChatAsync(key)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
