using System.Net;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Testing;

namespace Baton.Server.Tests.Endpoints;

/// <summary><c>/api/roles</c>: every status, and what it leaves behind.</summary>
public sealed class RolesTests
{
    [Fact]
    public async Task A_swap_answers_with_its_event_when_the_flip_is_done()
    {
        await using var gateway = await StartAsync();
        using var response = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b","reason":"better prose"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var swap = await response.JsonAsync();
        swap.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["id", "role", "from", "to", "version", "at", "kind", "by", "reason", "success", "error", "phases", "warnings", "rollback_available"]);
        Text(swap, "kind").ShouldBe("swap");
        Text(swap, "from").ShouldBe("fake");
        Text(swap, "by").ShouldBe("api");
        Text(swap, "reason").ShouldBe("better prose");
        swap.GetProperty("version").GetInt32().ShouldBe(2);
        swap.GetProperty("success").GetBoolean().ShouldBeTrue();
        swap.GetProperty("rollback_available").GetBoolean().ShouldBeTrue();
        swap.GetProperty("phases").EnumerateArray().Select(p => Text(p, "phase")).ShouldContain("flip");
        using var answer = await gateway.ChatAsync("role:writer");
        answer.Header("x-baton-model").ShouldBe("fake.b");
        var role = await gateway.GetAsync("/api/roles/writer");
        Text(role, "previous").ShouldBe("fake");
        Text(role, "state").ShouldBe("ready");
    }

    [Fact]
    public async Task The_former_model_answers_the_very_next_request_after_a_rollback()
    {
        await using var gateway = await StartAsync();
        using var swapped = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b"}""");
        using var back = await gateway.PostAsync("/api/roles/writer/rollback", "");
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        Text(await back.JsonAsync(), "kind").ShouldBe("rollback");
        using var answer = await gateway.ChatAsync("role:writer");
        answer.Header("x-baton-model").ShouldBe("fake");
        Text(await gateway.GetAsync("/api/roles/writer"), "previous").ShouldBe("fake.b");
    }

    [Fact]
    public async Task A_swap_to_who_plays_already_changes_nothing_and_says_so()
    {
        await using var gateway = await StartAsync();
        using var response = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Text((await response.JsonAsync()).GetProperty("warnings")[0], "code").ShouldBe("already_playing");
        (await gateway.GetAsync("/api/roles/writer")).GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_does_not_answer_fails_the_swap_and_the_old_one_plays_on()
    {
        await using var gateway = await StartAsync();
        using var response = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake-status-500"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var body = await response.JsonAsync();
        body.GetProperty("error").EnumerateObject().Select(p => p.Name).ShouldBe(["message", "type", "param", "code"]);
        body.GetProperty("error").Code().ShouldBe(ErrorCodes.SwapFailed);
        var failed = body.GetProperty("event");
        failed.GetProperty("success").GetBoolean().ShouldBeFalse();
        Text(failed, "error").ShouldNotBeNullOrEmpty();
        using var answer = await gateway.ChatAsync("role:writer");
        answer.Header("x-baton-model").ShouldBe("fake");
        (await gateway.GetAsync("/api/roles/writer")).GetProperty("history").GetArrayLength().ShouldBe(1);
        var listed = (await gateway.GetAsync("/api/roles/writer?failed=true")).GetProperty("history");
        Text(listed[1], "id").ShouldBe(Text(failed, "id"));
    }

    [Fact]
    public async Task An_incompatible_model_is_refused_with_the_event_beside_the_error()
    {
        await using var gateway = await StartAsync(requires: ["tools"]);
        using var response = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var body = await response.JsonAsync();
        body.GetProperty("error").Code().ShouldBe(ErrorCodes.NotAllowed);
        body.GetProperty("event").GetProperty("phases")[0].GetProperty("phase").GetString().ShouldBe("validate");
    }

    [Theory]
    [InlineData("POST", "/api/roles/writr/swap", """{"model":"fake"}""", 404)]
    [InlineData("POST", "/api/roles/writr/rollback", "", 404)]
    [InlineData("DELETE", "/api/roles/writr", null, 404)]
    [InlineData("GET", "/api/roles/writr", null, 404)]
    [InlineData("POST", "/api/roles/writer/swap", """{"model":"fakke"}""", 404)]
    [InlineData("POST", "/api/roles/empty/swap", """{"model":"fake"}""", 409)]
    [InlineData("DELETE", "/api/roles/empty", null, 409)]
    [InlineData("POST", "/api/roles/writer/rollback", "", 409)]
    [InlineData("PUT", "/api/roles/no%20name", """{"model":"fake"}""", 400)]
    [InlineData("POST", "/api/roles/writer/swap", """{}""", 400)]
    [InlineData("POST", "/api/roles/writer/swap", """{"model":7}""", 400)]
    [InlineData("POST", "/api/roles/writer/swap", """{"model":"fake.b","strict":"yes"}""", 400)]
    [InlineData("POST", "/api/roles/writer/swap", """{"model":"fake.b","canary_percent":0}""", 400)]
    [InlineData("POST", "/api/roles/writer/swap", """{"model":"fake.b","canary_percent":101}""", 400)]
    [InlineData("POST", "/api/roles/writer/swap", """{"model":"fake.b","canary":5}""", 400)]
    [InlineData("POST", "/api/roles/writer/swap", "no json", 400)]
    [InlineData("GET", "/api/roles/writer?failed=maybe", null, 400)]
    public async Task What_cannot_be_done_is_refused_and_nothing_changes(string method, string path, string? body, int status)
    {
        await using var gateway = await StartAsync();
        using var response = await gateway.SendAsync(new HttpMethod(method), path, body);
        ((int)response.StatusCode).ShouldBe(status);
        var error = (await response.JsonAsync()).GetProperty("error");
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        error.GetProperty("param").ValueKind.ShouldBe(path.Contains("no json", StringComparison.Ordinal) || body == "no json" ? JsonValueKind.Null : JsonValueKind.String);
        if (path.Contains("writr", StringComparison.Ordinal))
        {
            error.GetProperty("message").GetString()!.ShouldContain("'writer'"); // The nearest name.
        }

        (await gateway.GetAsync("/api/roles/writer")).GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task An_unloaded_role_of_the_file_is_empty_and_another_is_gone()
    {
        await using var gateway = await StartAsync();
        using var unloaded = await gateway.SendAsync(HttpMethod.Delete, "/api/roles/writer");
        unloaded.StatusCode.ShouldBe(HttpStatusCode.OK);
        var swap = await unloaded.JsonAsync();
        Text(swap, "kind").ShouldBe("unload");
        swap.GetProperty("to").ValueKind.ShouldBe(JsonValueKind.Null);
        var role = await gateway.GetAsync("/api/roles/writer");
        Text(role, "state").ShouldBe("empty");
        role.GetProperty("version").GetInt32().ShouldBe(2);
        using var nobody = await gateway.ChatAsync("role:writer");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var made = await gateway.SendAsync(HttpMethod.Put, "/api/roles/helper", """{"model":"fake"}""");
        made.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var removed = await gateway.SendAsync(HttpMethod.Delete, "/api/roles/helper");
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var gone = await gateway.SendAsync(HttpMethod.Get, "/api/roles/helper");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_stream_that_runs_while_its_model_is_replaced_ends_whole_on_the_old_one()
    {
        await using var gateway = await StartAsync();
        gateway.Upstream.Script("fake", _ => new Reply { Pieces = ["one ", "two ", "three"], Delay = TimeSpan.FromMilliseconds(100) });
        using var old = await gateway.ChatAsync("role:writer", stream: true);
        using var swapped = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b"}""");
        swapped.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var next = await gateway.ChatAsync("role:writer");
        next.Header("x-baton-model").ShouldBe("fake.b");
        old.Header("x-baton-model").ShouldBe("fake");
        (await old.EventsAsync()).Text().ShouldBe("one two three");
    }

    [Fact]
    public async Task A_role_whose_only_place_rests_is_degraded()
    {
        await using var gateway = await StartAsync();
        gateway.Upstream.Script("fake", Reply.Failed(500));
        for (var i = 0; i < 5; i++)
        {
            using var failed = await gateway.ChatAsync("role:writer");
        }

        Text(await gateway.GetAsync("/api/roles/writer"), "state").ShouldBe("degraded");
    }

    [Fact]
    public async Task A_canary_answers_its_share_side_by_side_until_it_is_promoted()
    {
        await using var gateway = await StartAsync();
        using var tried = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b","canary_percent":50}""");
        Text(await tried.JsonAsync(), "kind").ShouldBe("canary");
        var answered = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < 40; i++)
        {
            var conversation = $"c{i % 20}";
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(TestGateway.Body("role:writer"), System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Add("x-baton-conversation", conversation);
            using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var model = answer.Header("x-baton-model")!;
            answered.TryAdd(conversation, model);
            answered[conversation].ShouldBe(model); // No conversation is torn.
        }

        answered.Values.Distinct().Order().ShouldBe(["fake", "fake.b"]);
        var role = await gateway.GetAsync("/api/roles/writer");
        Text(role, "model").ShouldBe("fake");
        var canary = role.GetProperty("canary");
        Text(canary, "model").ShouldBe("fake.b");
        Text(canary, "verdict").ShouldBe("undecided");
        (canary.GetProperty("samples").GetInt32() + canary.GetProperty("against").GetProperty("samples").GetInt32()).ShouldBe(40);
        using var promoted = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b"}""");
        role = await gateway.GetAsync("/api/roles/writer");
        Text(role, "model").ShouldBe("fake.b");
        role.GetProperty("canary").ValueKind.ShouldBe(JsonValueKind.Null);
        role.GetProperty("figures").GetProperty("before").GetProperty("samples").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_the_new_model_lacks_is_a_warning_and_with_strict_an_error()
    {
        await using var gateway = await StartAsync(has: ["tools"]);
        using var strict = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b","strict":true}""");
        strict.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await strict.JsonAsync()).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("'tools'");
        using var lenient = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b"}""");
        lenient.StatusCode.ShouldBe(HttpStatusCode.OK);
        Text((await lenient.JsonAsync()).GetProperty("warnings")[0], "code").ShouldBe("capability_missing");
    }

    [Fact]
    public async Task Learnings_are_by_task_and_name_no_model()
    {
        await using var gateway = await StartAsync();
        using var answer = await gateway.ChatAsync("role:writer");
        var learning = (await gateway.GetAsync("/api/learnings")).GetProperty("learnings")[0];
        learning.EnumerateObject().Select(p => p.Name).ShouldBe(["task", "samples", "success", "quality", "latency_ms", "memory_bytes", "prefer", "complexity"]);
        learning.GetProperty("samples").GetInt32().ShouldBe(1);
        learning.GetRawText().ShouldNotContain("fake");
    }

    private static Task<TestGateway> StartAsync(string[]? requires = null, string[]? has = null) => TestGateway.StartAsync(
        (_, _) => { },
        ["fake", "fake.b", "fake-status-500"],
        o => o with
        {
            Models = o.Models.Select(m => m with
            {
                Card = m.Card with
                {
                    Capabilities = (m.Card.Id == "fake" ? requires ?? has : has is null ? null : [])?.ToEquatableArray(),
                },
            }).ToEquatableArray(),
            Defaults = new RequestPolicyOptions { Attempts = 1 },
            Roles = [new RoleOptions { Name = "writer", Model = "fake", Requires = (requires ?? []).ToEquatableArray() }, new RoleOptions { Name = "empty" }],
        });

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
