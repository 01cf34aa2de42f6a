using System.Net;
using System.Text.Json;
using Baton.Testing;

namespace Baton.Server.Tests.Endpoints;

/// <summary>What a caller sees of an upstream that fails.</summary>
public sealed class BrokenUpstreamTests
{
    [Theory]
    [InlineData("fake-status-500", 502, ErrorCodes.UpstreamError)]
    [InlineData("fake-status-401", 502, ErrorCodes.UpstreamCredentials)]
    [InlineData("fake-status-403", 502, ErrorCodes.UpstreamCredentials)]
    [InlineData("fake-status-404", 502, ErrorCodes.UpstreamModelMissing)]
    [InlineData("fake-status-429-retry-900", 429, ErrorCodes.RateLimited)]
    [InlineData("fake-status-503-retry-900", 503, ErrorCodes.UpstreamUnavailable)]
    [InlineData("fake-error-after-0", 502, ErrorCodes.UpstreamError)]
    [InlineData("fake-garbage-after-0", 502, ErrorCodes.UpstreamInvalidAnswer)]
    [InlineData("fake-cut-after-0", 502, null)]
    public async Task Wire07_39_40_A_failure_before_the_first_byte_is_a_status_of_its_origin(string model, int status, string? code)
    {
        await using var real = await TestGateway.StartAsync((_, _) => { }, [model], o => o with { Defaults = o.Defaults with { Attempts = 1 } });
        foreach (var stream in new[] { false, true })
        {
            using var response = await real.ChatAsync(model, stream: stream);
            ((int)response.StatusCode).ShouldBe(status);
            var error = await response.ErrorAsync();
            if (code is not null)
            {
                error.Code().ShouldBe(code);
            }

            response.Header("x-should-retry").ShouldBe("false");
            response.Header("x-baton-attempts").ShouldBe(stream && model.Contains("retry") ? "0" : "1"); // Until Retry-After nobody asks again.
            response.Header("x-baton-deployment").ShouldBe($"{model}@up");
            response.Header("x-request-id").ShouldNotBeNull();
            if (status is 429 or 503)
            {
                int.Parse(response.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
            }
        }
    }

    [Theory]
    [InlineData("fake-status-400", 400)]
    [InlineData("fake-status-413", 413)]
    [InlineData("fake-status-422", 422)]
    public async Task A_callers_own_fault_passes_at_once_with_the_upstreams_words(string model, int status)
    {
        await using var gateway = await TestGateway.StartAsync(model);
        gateway.Upstream.Script(model, new Reply { Status = status, Error = new FakeError("no such thing", "invalid_request_error", "odd") });
        using var response = await gateway.ChatAsync(model);
        ((int)response.StatusCode).ShouldBe(status);
        var error = await response.ErrorAsync();
        error.GetProperty("message").GetString().ShouldBe("no such thing");
        error.Code().ShouldBe("odd");
        gateway.Upstream.Requests.Total.ShouldBe(1);
    }

    [Fact]
    public async Task Wire38_A_context_overflow_has_its_code()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", new Reply { ContextWindow = 1 });
        using var response = await gateway.ChatAsync("fake");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).Code().ShouldBe("context_length_exceeded");
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_is_502()
    {
        await using var gateway = await TestGateway.StartAsync(
            (b, _) => b.AddProvider("gone", "openai", new Uri("http://127.0.0.1:9/v1")).AddModel("m", "gone"), [],
            o => o with { Defaults = o.Defaults with { Attempts = 1 } });
        using var response = await gateway.ChatAsync("m");
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var error = await response.ErrorAsync();
        error.Code().ShouldBe(ErrorCodes.UpstreamUnreachable);
        error.GetProperty("message").GetString()!.ShouldContain("127.0.0.1:9");
    }

    [Fact]
    public async Task A_key_that_an_upstream_refuses_is_never_shown()
    {
        await using var gateway = await TestGateway.StartAsync((_, _) => { }, ["fake"], upstreamKey: "sk-other");
        using var response = await gateway.ChatAsync("fake");
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("sk-upstream");
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("error")]
    [InlineData("garbage")]
    [InlineData("end")]
    public async Task Wire06_14_A_failure_after_text_is_an_error_frame_and_a_body_without_an_end(string fault)
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        gateway.Upstream.Script("fake", fault switch
        {
            "cut" => new Reply { Pieces = ["one ", "two ", "three"], CutAfter = 3 },
            "error" => new Reply { Pieces = ["one ", "two ", "three"], ErrorAfter = 3 },
            "garbage" => new Reply { Pieces = ["one ", "two ", "three"], GarbageAfter = 3 },
            _ => new Reply { Pieces = ["one ", "two ", "three"], CutAfter = 3, Cut = CutKind.CleanEnd },
        });
        using var response = await gateway.ChatAsync("fake", stream: true);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (events, broken) = await response.BrokenEventsAsync();
        broken.ShouldBeTrue();
        events.SkipLast(1).Text().ShouldBe("one two ");
        events.ShouldNotContain("[DONE]");
        events.ShouldAllBe(e => !e.Contains("\"finish_reason\":\"", StringComparison.Ordinal));
        JsonElement.Parse(events[^1]).GetProperty("error").EnumerateObject().Select(p => p.Name).ShouldBe(["message", "type", "param", "code"]);
        gateway.Upstream.Requests.Total.ShouldBe(1); // Never a replay.
    }

    [Theory]
    [InlineData("fake-garbage-after-1")]
    [InlineData("fake-error-after-1")]
    [InlineData("fake-cut-after-1")]
    [InlineData("fake-end-after-1")]
    public async Task A_failure_after_the_role_alone_moves_on_to_the_next(string model)
    {
        await using var gateway = await TestGateway.StartAsync(
            (b, _) => b.AddModel(new Models.Configuration.ModelOptions
            {
                Card = new Models.ModelCard { Id = "m" },
                Deployments =
                [
                    new Models.Configuration.DeploymentOptions { Provider = "up", Model = model },
                    new Models.Configuration.DeploymentOptions { Provider = "up", Model = "fake" },
                ],
            }),
            []);
        using var response = await gateway.ChatAsync("m", stream: true);
        (await response.EventsAsync()).Text().ShouldBe("Hello from fake.");
        response.Header("x-baton-attempts").ShouldBe("2");
    }
}
