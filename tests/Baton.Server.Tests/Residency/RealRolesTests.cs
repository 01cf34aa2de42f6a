using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Residency;
using Baton.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Baton.Server.Tests.Residency.RealModels;

namespace Baton.Server.Tests.Residency;

/// <summary>Roles played by real llama-servers with real weights: loaded, swapped while they answer, rolled back, killed, unloaded (L2, L3, L5, L11).</summary>
public sealed class RealRolesTests : IDisposable
{
    private const long Ample = 1_500_000_000;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("baton-roles-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Four_are_loaded_into_four_roles_one_is_swapped_while_it_answers_rolled_back_killed_and_all_are_unloaded()
    {
        await using var gateway = await StartAsync(
            _data, Ample, ("stories", Stories, null), ("tales", Stories, null), ("smol", Instructed, null), ("other", Instructed, null), ("next", Instructed, null));
        var host = gateway.Services.GetRequiredService<ModelHost>();

        // Four at once.
        var parts = new[] { ("narrator", "stories"), ("poet", "tales"), ("analyst", "smol"), ("critic", "other") };
        var loads = await Task.WhenAll(parts.Select(p => gateway.SendAsync(HttpMethod.Put, $"/api/roles/{p.Item1}", $$"""{"model":"{{p.Item2}}"}""")));
        foreach (var load in loads)
        {
            var swap = await load.JsonAsync();
            load.StatusCode.ShouldBe(HttpStatusCode.OK, swap.ToString());
            swap.GetProperty("kind").GetString().ShouldBe("load");
            swap.GetProperty("phases").EnumerateArray().Select(p => p.GetProperty("phase").GetString()).ShouldBe(["validate", "warm", "transfer", "flip"]);
        }

        Ready(host).ShouldBe(["other", "smol", "stories", "tales"]);
        foreach (var (role, model) in parts)
        {
            await ConverseAsync(gateway, role, model);
        }

        // One for another, while the old one answers: it ends whole, on the old one. The new one is loaded first, so that the swap is quicker than the answer.
        using var loaded = await gateway.PostAsync("/api/models/next/load", "{}");
        loaded.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stream = await SayAsync(gateway, "role:analyst", ",\"stream\":true,\"max_tokens\":900,\"ignore_eos\":true");
        stream.Header("x-baton-model").ShouldBe("smol");
        using var swapped = await gateway.PostAsync("/api/roles/analyst/swap", """{"model":"next"}""");
        swapped.StatusCode.ShouldBe(HttpStatusCode.OK, await swapped.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        host.Find(gateway.Deployment("smol"))!.Holds.ShouldBe(1, "the stream that began before the flip runs on");
        await ConverseAsync(gateway, "analyst", "next");
        var events = await stream.EventsAsync();
        events[^1].ShouldBe("[DONE]");
        events.Exists(e => e.Contains("\"finish_reason\":\"length\"", StringComparison.Ordinal)).ShouldBeTrue("all 900 tokens were written"); // Some of them are no text.

        // One step back: it was kept, so nothing is loaded.
        var process = host.Find(gateway.Deployment("smol"))!.ProcessId;
        process.ShouldNotBeNull();
        using var back = await gateway.PostAsync("/api/roles/analyst/rollback", "{}");
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ConverseAsync(gateway, "analyst", "smol");
        host.Find(gateway.Deployment("smol"))!.ProcessId.ShouldBe(process);

        // Killed while it answers: what was delivered ends with an error that says so, and the role goes on.
        using var cut = await SayAsync(gateway, "role:analyst", ",\"stream\":true,\"max_tokens\":900,\"ignore_eos\":true");
        cut.StatusCode.ShouldBe(HttpStatusCode.OK);
        Process.GetProcessById(process.Value).Kill();
        var (delivered, _) = await cut.BrokenEventsAsync();
        delivered.ShouldNotContain("[DONE]");
        JsonElement.Parse(delivered.First(e => e.Contains("\"error\"", StringComparison.Ordinal))).GetProperty("error").GetProperty("code").GetString().ShouldBe("upstream_cut");
        await ConverseAsync(gateway, "analyst", "smol");

        // Nobody plays: the memory returns.
        var processes = host.List().Select(r => r.ProcessId).OfType<int>().ToList();
        processes.Count.ShouldBe(5);
        foreach (var (role, _) in parts)
        {
            using var unloaded = await gateway.SendAsync(HttpMethod.Delete, $"/api/roles/{role}");
            (await unloaded.JsonAsync()).GetProperty("kind").GetString().ShouldBe("unload");
        }

        await UntilAsync(() => host.List().All(r => r.State == "unloaded"));
        processes.ShouldAllBe(p => !IsAlive(p));
        (await gateway.GetAsync("/api/memory")).GetProperty("used_bytes").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_role_whose_model_is_killed_before_it_answers_goes_on_to_its_fallback()
    {
        await using var gateway = await StartAsync(
            _data, Ample, ("smol", Instructed, d => d with { Policy = new RequestPolicyOptions { Fallbacks = ["stories"] } }), ("stories", Stories, null));
        var host = gateway.Services.GetRequiredService<ModelHost>();
        using var load = await gateway.SendAsync(HttpMethod.Put, "/api/roles/analyst", """{"model":"smol"}""");
        load.StatusCode.ShouldBe(HttpStatusCode.OK);

        var asked = SayAsync(gateway, "role:analyst", ",\"max_tokens\":900,\"ignore_eos\":true");
        await UntilAsync(() => host.Find(gateway.Deployment("smol"))!.Holds == 1);
        Process.GetProcessById(host.Find(gateway.Deployment("smol"))!.ProcessId!.Value).Kill();

        using var answer = await asked;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Header("x-baton-model").ShouldBe("stories");
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_does_not_play_and_one_that_is_short_of_memory_is_told_of()
    {
        await File.WriteAllTextAsync(Path.Combine(_data.FullName, "broken.gguf"), "these are no weights", TestContext.Current.CancellationToken);
        await using var gateway = await StartAsync(
            _data, 250_000_000, ("smol", Instructed, null), ("broken", Path.Combine(_data.FullName, "broken.gguf"), null), ("other", Instructed, null));
        var host = gateway.Services.GetRequiredService<ModelHost>();
        using var load = await gateway.SendAsync(HttpMethod.Put, "/api/roles/analyst", """{"model":"smol"}""");
        load.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var failed = await gateway.PostAsync("/api/roles/analyst/swap", """{"model":"broken"}""");
        failed.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var answer = await failed.JsonAsync();
        answer.GetProperty("event").GetProperty("error").GetString()!.ShouldContain("cannot be loaded");
        (await gateway.GetAsync("/api/roles/analyst")).GetProperty("state").GetString().ShouldBe("ready");
        await ConverseAsync(gateway, "analyst", "smol");

        using var strict = await gateway.PostAsync("/api/roles/analyst/swap", """{"model":"other","strict":true}""");
        strict.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var lenient = await gateway.PostAsync("/api/roles/analyst/swap", """{"model":"other"}""");
        lenient.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await lenient.JsonAsync()).GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("code").GetString()).ShouldContain("memory_short");
        await ConverseAsync(gateway, "analyst", "other");
        Ready(host).ShouldBe(["other"]);
    }

    [Fact]
    public async Task A_model_that_makes_vectors_plays_a_role_as_well()
    {
        await using var gateway = await StartAsync(_data, Ample, ("vectors", Vectors, d => d with { Embeddings = true }));
        using var load = await gateway.SendAsync(HttpMethod.Put, "/api/roles/librarian", """{"model":"vectors"}""");
        load.StatusCode.ShouldBe(HttpStatusCode.OK, await load.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var answer = await gateway.PostAsync("/v1/embeddings", """{"model":"role:librarian","input":"hello"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Models_are_loaded_and_unloaded_by_name_as_well()
    {
        await using var gateway = await StartAsync(_data, Ample, ("stories", Stories, null));
        using var loaded = await gateway.PostAsync("/api/models/stories/load", "{}");
        (await loaded.JsonAsync()).GetProperty("state").GetString().ShouldBe("ready");
        using var unloaded = await gateway.PostAsync("/api/models/stories/unload", "{}");
        unloaded.StatusCode.ShouldBe(HttpStatusCode.OK);
        var host = gateway.Services.GetRequiredService<ModelHost>();
        await UntilAsync(() => host.Find(gateway.Deployment("stories"))!.State == "unloaded");
        using var unknown = await gateway.PostAsync("/api/models/storys/load", "{}");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("stories");
    }

    [Fact]
    public async Task What_becomes_of_a_model_is_told_and_counted()
    {
        await using var gateway = await StartAsync(_data, Ample, ("stories", Stories, null));
        using var reader = await EventReader.OpenAsync(gateway);
        (await reader.NextAsync("snapshot")).Data.GetProperty("models")[0].GetProperty("state").GetString().ShouldBe("unloaded");
        using var load = await gateway.SendAsync(HttpMethod.Put, "/api/roles/narrator", """{"model":"stories"}""");
        await StateAsync("loading");
        (await StateAsync("ready")).GetProperty("deployments")[0].GetProperty("memory_bytes").GetInt64().ShouldBeGreaterThan(1_000_000);

        var figures = await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        const string Tags = """{baton_deployment="stories@here",gen_ai_request_model="stories"}""";
        figures.ShouldContain($"baton_model_state{Tags} 2");
        figures.ShouldContain($"baton_model_loads_total{Tags} 1");
        figures.ShouldContain($"baton_model_breakdowns_total{Tags} 0");
        figures.ShouldContain($"baton_model_load_duration_seconds{Tags} ");
        figures.ShouldContain("baton_memory_total_bytes ");

        using var unload = await gateway.SendAsync(HttpMethod.Delete, "/api/roles/narrator");
        await StateAsync("draining");
        (await StateAsync("unloaded")).GetProperty("deployments")[0].GetProperty("memory_bytes").ValueKind.ShouldBe(JsonValueKind.Null);

        async Task<JsonElement> StateAsync(string state)
        {
            while (true)
            {
                var model = (await reader.NextAsync("model")).Data;
                if (model.GetProperty("state").GetString() == state)
                {
                    return model;
                }
            }
        }
    }

    [Fact]
    public async Task A_role_whose_player_cannot_be_loaded_is_degraded_and_says_so()
    {
        var file = Path.Combine(_data.FullName, "late.gguf");
        await File.WriteAllTextAsync(file, "these are no weights", TestContext.Current.CancellationToken);
        await using var gateway = await StartAsync(_data, Ample, ("late", file, null));
        gateway.Services.GetRequiredService<CatalogSource>().Update(o => o with { Roles = [new RoleOptions { Name = "narrator", Model = "late" }] });
        using var reader = await EventReader.OpenAsync(gateway);
        await reader.NextAsync("snapshot");
        using var failed = await SayAsync(gateway, "role:narrator");
        failed.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await reader.NextAsync("role")).Data.GetProperty("state").GetString().ShouldBe("degraded");

        File.Copy(Path.Combine(Checkout.Models, Stories), file, overwrite: true);
        using var load = await gateway.PostAsync("/api/models/late/load", "{}");
        while (!load.IsSuccessStatusCode)
        {
            using var again = await gateway.PostAsync("/api/models/late/load", "{}"); // It rests for a moment after a failure.
            if (again.IsSuccessStatusCode)
            {
                break;
            }
        }

        (await reader.NextAsync("role")).Data.GetProperty("state").GetString().ShouldBe("ready");
    }

    private static IEnumerable<string> Ready(ModelHost host) => host.List().Where(r => r.State == "ready").Select(r => r.Model).Order(StringComparer.Ordinal);

    /// <summary>Two turns, the second with the first as its history: both are the player's.</summary>
    private static async Task ConverseAsync(TestGateway gateway, string role, string player)
    {
        var turns = """{"role":"user","content":"Tell me of a dog."}""";
        for (var turn = 0; turn < 2; turn++)
        {
            using var answer = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"role:{{role}}","max_tokens":8,"messages":[{{turns}}]}""");
            var body = await answer.JsonAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, body.ToString());
            answer.Header("x-baton-model").ShouldBe(player);
            var said = body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetRawText();
            turns += $$""",{"role":"assistant","content":{{said}}},{"role":"user","content":"Go on."}""";
        }
    }
}
