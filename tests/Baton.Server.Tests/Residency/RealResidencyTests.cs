using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Baton.Models.Configuration;
using Baton.Residency;
using Microsoft.Extensions.DependencyInjection;
using static Baton.Server.Tests.Residency.RealModels;

namespace Baton.Server.Tests.Residency;

/// <summary>Real llama-servers with real weights, started, watched and ended by the gateway.</summary>
public sealed class RealResidencyTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("baton-residency-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Four_models_are_loaded_at_once_answer_and_are_unloaded()
    {
        await using var gateway = await StartAsync(1_000_000_000, ("one", Stories, null), ("two", Stories, null), ("three", Instructed, null), ("vectors", Vectors, d => d with { Embeddings = true }));

        var answers = await Task.WhenAll(
            SayAsync(gateway, "one"), SayAsync(gateway, "two"), SayAsync(gateway, "three"),
            gateway.PostAsync("/v1/embeddings", """{"model":"vectors","input":"hello"}"""));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);

        var memory = await gateway.GetAsync("/api/memory");
        var models = memory.GetProperty("models").EnumerateArray().ToList();
        models.Select(m => m.GetProperty("state").GetString()).ShouldBe(["ready", "ready", "ready", "ready"]);
        models.Select(m => m.GetProperty("pid").GetInt32()).Distinct().Count().ShouldBe(4);
        memory.GetProperty("used_bytes").GetInt64().ShouldBeInRange(100_000_000, 1_000_000_000);
        memory.GetProperty("limit_bytes").GetInt64().ShouldBe(1_000_000_000);
        memory.GetProperty("available_bytes").GetInt64().ShouldBeLessThan(memory.GetProperty("total_bytes").GetInt64());

        var deployment = (await gateway.GetAsync("/api/models/three")).GetProperty("deployments")[0];
        deployment.GetProperty("state").GetString().ShouldBe("ready");
        deployment.GetProperty("memory_bytes").GetInt64().ShouldBeGreaterThan(50_000_000);

        var host = gateway.Services.GetRequiredService<ModelHost>();
        host.Unload(gateway.Deployment("three"));
        await UntilAsync(() => host.Find(gateway.Deployment("three"))!.State == "unloaded");
        (await gateway.GetAsync("/api/models/three")).GetProperty("state").GetString().ShouldBe("unloaded");
        (await SayAsync(gateway, "three")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_makes_room_for_the_other_within_the_limit()
    {
        await using var gateway = await StartAsync(200_000_000, ("one", Stories, null), ("two", Instructed, null), ("three", Instructed, null));

        foreach (var model in new[] { "one", "two", "three", "two" })
        {
            (await SayAsync(gateway, model)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await gateway.GetAsync("/api/memory")).GetProperty("used_bytes").GetInt64().ShouldBeLessThan(200_000_000);
        }

        gateway.Services.GetRequiredService<ModelHost>().Find(gateway.Deployment("three"))!.ProcessId.ShouldBeNull();
    }

    [Fact]
    public async Task A_process_that_is_killed_while_it_answers_is_a_typed_error_and_is_started_again()
    {
        await using var gateway = await StartAsync(1_000_000_000, ("three", Instructed, null));
        var host = gateway.Services.GetRequiredService<ModelHost>();
        using var answer = await SayAsync(gateway, "three", ",\"stream\":true,\"max_tokens\":900,\"ignore_eos\":true");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var killed = host.Find(gateway.Deployment("three"))!.ProcessId!.Value;
        Process.GetProcessById(killed).Kill();

        var (events, _) = await answer.BrokenEventsAsync();

        var error = JsonElement.Parse(events.First(e => e.Contains("\"error\"", StringComparison.Ordinal))).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("upstream_cut");
        events.ShouldNotContain("[DONE]");

        (await SayAsync(gateway, "three")).StatusCode.ShouldBe(HttpStatusCode.OK);
        host.Find(gateway.Deployment("three"))!.ProcessId.ShouldNotBe(killed);
    }

    [Fact]
    public async Task A_request_whose_model_is_killed_before_it_answers_goes_on_to_the_next()
    {
        await using var gateway = await StartAsync(1_000_000_000, ("three", Instructed, d => d with { Policy = new() { Fallbacks = ["one"] } }), ("one", Stories, null));
        var host = gateway.Services.GetRequiredService<ModelHost>();
        (await SayAsync(gateway, "three")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var asked = SayAsync(gateway, "three", ",\"max_tokens\":900,\"ignore_eos\":true");
        await UntilAsync(() => host.Find(gateway.Deployment("three"))!.Holds == 1);
        Process.GetProcessById(host.Find(gateway.Deployment("three"))!.ProcessId!.Value).Kill();

        using var answer = await asked;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Header("x-baton-model").ShouldBe("one");
    }

    [Fact]
    public async Task What_cannot_be_loaded_says_what_its_process_said()
    {
        var file = Path.Combine(_data.FullName, "broken.gguf");
        await File.WriteAllTextAsync(file, "these are no weights");
        await using var gateway = await StartAsync(1_000_000_000, ("broken", file, null));

        using var answer = await SayAsync(gateway, "broken");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var message = (await answer.ErrorAsync()).GetProperty("message").GetString()!;
        message.ShouldContain("failed to load model");
        message.ShouldContain("broken.gguf");
        message.ShouldNotContain(_data.FullName); // Where it lies is told to those who may ask /api.
        var model = await gateway.GetAsync("/api/models/broken");
        model.GetProperty("state").GetString().ShouldBe("failed");
        model.GetProperty("deployments")[0].GetProperty("last_error").GetString()!.ShouldContain(_data.FullName);
    }

    [Fact]
    public async Task A_signal_for_the_whole_group_leaves_a_process_until_the_gateway_ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The parent of a process is read as Linux tells it.");
        int process;
        await using (var gateway = await StartAsync(1_000_000_000, ("one", Stories, null)))
        {
            (await SayAsync(gateway, "one")).StatusCode.ShouldBe(HttpStatusCode.OK);
            process = gateway.Services.GetRequiredService<ModelHost>().Find(gateway.Deployment("one"))!.ProcessId!.Value;
            var stat = await File.ReadAllTextAsync($"/proc/{process}/stat", TestContext.Current.CancellationToken);
            var shell = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
            using (var kill = Process.Start("kill", ["-TERM", shell]))
            {
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            (await SayAsync(gateway, "one")).StatusCode.ShouldBe(HttpStatusCode.OK);
            IsAlive(process).ShouldBeTrue();
        }

        IsAlive(process).ShouldBeFalse();
    }

    [Fact]
    public async Task Processes_end_with_the_gateway()
    {
        int process;
        await using (var gateway = await StartAsync(1_000_000_000, ("one", Stories, null)))
        {
            (await SayAsync(gateway, "one")).StatusCode.ShouldBe(HttpStatusCode.OK);
            process = gateway.Services.GetRequiredService<ModelHost>().Find(gateway.Deployment("one"))!.ProcessId!.Value;
        }

        IsAlive(process).ShouldBeFalse();
        Directory.GetFiles(Path.Combine(_data.FullName, "processes")).ShouldBeEmpty();
    }

    private Task<TestGateway> StartAsync(long limit, params (string Id, string File, Func<DeploymentOptions, DeploymentOptions>? Change)[] models) =>
        RealModels.StartAsync(_data, limit, models);
}
