using System.Net;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Residency;
using Baton.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Residency;

/// <summary>Models at an Ollama server: loaded before they play, kept, and let go (L2, L3, L11).</summary>
public sealed class OllamaMemoryTests
{
    [Fact]
    public async Task A_model_is_loaded_before_it_plays_and_let_go_when_no_role_needs_it()
    {
        await using var gateway = await StartAsync(("fake.a", null), ("fake.b", null), ("fake.c", null));
        using var load = await gateway.SendAsync(HttpMethod.Put, "/api/roles/writer", """{"model":"fake.a"}""");
        load.StatusCode.ShouldBe(HttpStatusCode.OK, await load.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Paths(gateway, "fake.a").ShouldBe(["/api/generate", "/api/chat"]); // Loaded, then asked the health prompt.
        Asked(gateway, "fake.a", 0).TryGetProperty("keep_alive", out _).ShouldBeFalse("how long it stays is the server's custom");
        await StateAsync(gateway, "fake.a", "ready");
        var memory = (await gateway.GetAsync("/api/memory")).GetProperty("models").EnumerateArray().ShouldHaveSingleItem();
        memory.GetProperty("bytes").GetInt64().ShouldBe(1_000_000);
        memory.GetProperty("pid").ValueKind.ShouldBe(JsonValueKind.Null);

        using var second = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b"}""");
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        await StateAsync(gateway, "fake.a", "ready"); // Kept for a step back.
        using var third = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.c"}""");
        await StateAsync(gateway, "fake.a", "unloaded");
        Asked(gateway, "fake.a", 2).GetProperty("keep_alive").GetInt32().ShouldBe(0);

        using var gone = await gateway.SendAsync(HttpMethod.Delete, "/api/roles/writer");
        await StateAsync(gateway, "fake.b", "unloaded");
        await StateAsync(gateway, "fake.c", "unloaded");
    }

    [Fact]
    public async Task Keep_alive_and_pin_are_said_with_every_request_and_preload_loads_at_start()
    {
        await using var gateway = await StartAsync(
            ("fake.a", d => d with { KeepAlive = TimeSpan.FromMinutes(30) }), ("fake.b", d => d with { Pin = true, Preload = true }), ("fake.c", null));
        await StateAsync(gateway, "fake.b", "ready");
        Paths(gateway, "fake.b").ShouldBe(["/api/generate"]);
        foreach (var model in new[] { "fake.a", "fake.b", "fake.c" })
        {
            using var answer = await gateway.ChatAsync(model);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        Asked(gateway, "fake.a", 0).GetProperty("keep_alive").GetInt32().ShouldBe(1_800);
        Asked(gateway, "fake.b", 1).GetProperty("keep_alive").GetInt32().ShouldBe(-1);
        Asked(gateway, "fake.c", 0).TryGetProperty("keep_alive", out _).ShouldBeFalse();
        using var load = await gateway.PostAsync("/api/models/fake.c/load", "{}");
        (await load.JsonAsync()).GetProperty("state").GetString().ShouldBe("ready");
        using var unload = await gateway.PostAsync("/api/models/fake.c/unload", "{}");
        unload.StatusCode.ShouldBe(HttpStatusCode.OK);
        await StateAsync(gateway, "fake.c", "unloaded");
    }

    [Fact]
    public async Task What_cannot_be_loaded_does_not_play()
    {
        await using var gateway = await StartAsync(("fake.a", null), ("fake-status-500", null), ("fake.c", null));
        using var load = await gateway.SendAsync(HttpMethod.Put, "/api/roles/writer", """{"model":"fake-status-500"}""");
        load.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        using var model = await gateway.PostAsync("/api/models/fake-status-500/load", "{}");
        model.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        using var unknown = await gateway.PostAsync("/api/models/up/load", "{}");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var cloud = await gateway.PostAsync("/api/models/cloud/load", "{}");
        cloud.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Of_two_servers_the_one_that_has_the_model_is_asked()
    {
        await using var other = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            (b, up) =>
            {
                b.AddProvider("one", ProviderKinds.Ollama, up.BaseUrl);
                b.AddProvider("two", ProviderKinds.Ollama, other.BaseUrl);
                b.AddModel(new ModelOptions
                {
                    Card = new ModelCard { Id = "fake.m" },
                    Policy = new RequestPolicyOptions { Balance = "round_robin" },
                    Deployments = [new DeploymentOptions { Provider = "one" }, new DeploymentOptions { Provider = "two" }],
                });
            },
            []);
        var host = gateway.Services.GetRequiredService<IModelHost>();
        (await host.EnsureAsync(gateway.Services.GetRequiredService<CatalogSource>().Current.FindDeployment("fake.m@two")!, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Dispose();
        await gateway.Services.GetRequiredService<OllamaHost>().LookAsync();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await gateway.ChatAsync("fake.m");
            answer.Header("x-baton-deployment").ShouldBe("fake.m@two");
        }
    }

    private static IEnumerable<string> Paths(TestGateway gateway, string model) => gateway.Upstream.Requests.For(model).Select(r => r.Path);

    private static JsonElement Asked(TestGateway gateway, string model, int number) => JsonElement.Parse(gateway.Upstream.Requests.For(model)[number].Text);

    /// <summary>What follows a call is done behind its answer.</summary>
    private static async Task StateAsync(TestGateway gateway, string model, string state)
    {
        for (var looks = 0; (await gateway.GetAsync($"/api/models/{model}")).GetProperty("state").GetString() is var now && now != state; looks++)
        {
            looks.ShouldBeLessThan(1_000, $"{model} is {now}, and not {state}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static Task<TestGateway> StartAsync(params (string Id, Func<DeploymentOptions, DeploymentOptions>? Change)[] models) => TestGateway.StartAsync(
        (b, up) =>
        {
            b.AddProvider("ollama", ProviderKinds.Ollama, up.BaseUrl);
            foreach (var (id, change) in models)
            {
                var deployment = new DeploymentOptions { Provider = "ollama" };
                b.AddModel(new ModelOptions { Card = new ModelCard { Id = id }, Deployments = [change is null ? deployment : change(deployment)] });
            }
        },
        ["cloud"]);
}
