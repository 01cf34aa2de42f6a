using System.Net;
using System.Text;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Server.Tests.Keys;

namespace Baton.Server.Tests.Endpoints;

/// <summary>G6: a policy is held on every wire; what it forbids reaches no upstream.</summary>
public sealed class PolicyTests
{
    /// <summary><c>fake.one</c> is in the cloud, <c>fake.two</c> runs locally; both are the same upstream, which counts.</summary>
    private static Task<KeyGateway> StartAsync() => KeyGateway.StartAsync("auto", options => options with
    {
        Models = options.Models.Select(m => m.Card.Id == "fake.two" ? m with { Locality = Locality.Local } : m with
        {
            Policy = new RequestPolicyOptions { Fallbacks = ["fake.two"] },
        }).ToEquatableArray(),
        Roles = [new RoleOptions { Name = "writer", Model = "fake.one", Fallbacks = [] }],
        Policies = [new PlacementPolicyOptions("request.tenant == 'clinic' or request.tags contains 'phi'", Locality.Local)],
    });

    private static string Chat(string model) => TestGateway.Body(model);

    public static TheoryData<string, string> Wires() => new()
    {
        { "/v1/chat/completions", TestGateway.Body("MODEL") },
        { "/v1/chat/completions", TestGateway.Body("MODEL", ",\"stream\":true") },
        { "/v1/messages", """{"model":"MODEL","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""" },
        { "/v1/responses", """{"model":"MODEL","input":"hi"}""" },
        { "/v1/completions", """{"model":"MODEL","prompt":"hi"}""" },
        { "/v1/embeddings", """{"model":"MODEL","input":"hi"}""" },
    };

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task On_every_wire_a_tenants_request_stays_where_it_may_be(string path, string body)
    {
        await using var own = await StartAsync();
        var (_, clinic) = await own.MakeAsync(k => k with { Tenant = "clinic" });
        using (var free = await own.SendAsync(HttpMethod.Post, path, null, body.Replace("MODEL", "fake.one", StringComparison.Ordinal)))
        {
            free.StatusCode.ShouldBe(HttpStatusCode.OK);
            free.Header("x-baton-model").ShouldBe("fake.one");
        }

        using (var fallback = await own.SendAsync(HttpMethod.Post, path, clinic, body.Replace("MODEL", "fake.one", StringComparison.Ordinal)))
        {
            fallback.StatusCode.ShouldBe(HttpStatusCode.OK);
            fallback.Header("x-baton-model").ShouldBe("fake.two"); // Its fallback is local.
        }

        var before = own.Gateway.Upstream.Requests.Total;
        using var refused = await own.SendAsync(HttpMethod.Post, path, clinic, body.Replace("MODEL", "role:writer", StringComparison.Ordinal));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("policies[0]");
        own.Gateway.Upstream.Requests.Total.ShouldBe(before);
    }

    [Fact]
    public async Task What_is_asked_for_by_id_is_refused_with_the_policys_words()
    {
        await using var own = await StartAsync();
        var (_, clinic) = await own.MakeAsync(k => k with { Tenant = "clinic" });
        using var refused = await own.ChatAsync(clinic, "fake.one@up");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var error = await refused.ErrorAsync();
        error.Code().ShouldBe(ErrorCodes.PolicyDenied);
        error.GetProperty("message").GetString()!.ShouldContain("demands locality local");
        using var auto = await own.ChatAsync(clinic, "auto");
        auto.Header("x-baton-model").ShouldBe("fake.two");
    }

    [Fact]
    public async Task A_tagged_request_is_held_to_it_too()
    {
        await using var own = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Chat("auto"), Encoding.UTF8, "application/json") };
        request.Headers.Add("x-baton-tags", "urgent, phi");
        using var answer = await own.Gateway.Http.SendAsync(request);
        answer.Header("x-baton-model").ShouldBe("fake.two");
    }

    [Fact]
    public async Task A_route_shows_what_a_policy_took_out()
    {
        await using var own = await StartAsync();
        using var free = await own.SendAsync(HttpMethod.Post, "/api/route", null, """{"prompt":"hi"}""");
        (await free.JsonAsync()).GetProperty("excluded").GetArrayLength().ShouldBe(0);
        using var answer = await own.SendAsync(HttpMethod.Post, "/api/route", null, """{"prompt":"hi","tenant":"clinic"}""");
        var route = await answer.JsonAsync();
        route.GetProperty("chosen").GetString().ShouldBe("fake.two");
        var excluded = route.GetProperty("excluded")[0];
        excluded.GetProperty("model").GetString().ShouldBe("fake.one");
        excluded.GetProperty("constraint").GetString().ShouldBe("policy");
        using var tagged = await own.SendAsync(HttpMethod.Post, "/api/route", null, """{"prompt":"hi","tags":["phi"],"model":"fake.one@up"}""");
        (await tagged.JsonAsync()).GetProperty("chosen").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Where_nothing_is_left_auto_says_why()
    {
        await using var own = await KeyGateway.StartAsync("auto", options => options with
        {
            Policies = [new PlacementPolicyOptions("request.tenant == 'clinic'", Locality.Local)],
        });
        var (_, clinic) = await own.MakeAsync(k => k with { Tenant = "clinic" });
        using var refused = await own.ChatAsync(clinic, "auto");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var error = await refused.ErrorAsync();
        error.Code().ShouldBe(ErrorCodes.NoCandidate);
        error.GetProperty("message").GetString()!.ShouldContain("policy excluded fake.one, fake.two");
    }
}
