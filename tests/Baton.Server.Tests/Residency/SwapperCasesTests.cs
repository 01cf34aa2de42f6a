using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Residency;
using Microsoft.Extensions.DependencyInjection;
using static Baton.Server.Tests.Residency.RealModels;

namespace Baton.Server.Tests.Residency;

/// <summary>
/// Four cases in which the most used local swapper is known to make callers wait, starve or believe: how soon a loaded model answers, whether
/// models that exclude one another starve their callers, what a change of the configuration costs, and how streams end whose engine dies. The
/// figures of a run stand in docs/bench/residency.md.
/// </summary>
public sealed class SwapperCasesTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("baton-swapper-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_model_answers_within_a_tenth_of_a_second_of_being_ready()
    {
        await using var gateway = await EnginesAsync(limit: 4_000_000_000, megabytes: 0, loadMs: 300, "fake.a", "fake.b", "fake.c");
        var after = new List<double>();
        foreach (var model in new[] { "fake.a", "fake.b", "fake.c" })
        {
            using var answer = await gateway.ChatAsync(model);
            var now = TimeProvider.System.GetUtcNow();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            var ready = await File.ReadAllTextAsync(Path.Combine(_data.FullName, $"{model}.ready"), TestContext.Current.CancellationToken);
            after.Add((now - DateTimeOffset.Parse(ready, CultureInfo.InvariantCulture)).TotalMilliseconds);
        }

        output.WriteLine($"answered after the engine was ready: {string.Join(", ", after.Select(ms => ms.ToString("0", CultureInfo.InvariantCulture)))} ms");
        after.Min().ShouldBeLessThan(100); // Of three, since other programs use this machine as well.
    }

    [Fact]
    public async Task Callers_of_two_models_that_exclude_one_another_wait_no_longer_than_the_bound()
    {
        const int Each = 32;
        await using var gateway = await EnginesAsync(limit: 400_000_000, megabytes: 200, loadMs: 300, "fake-slow-first-50ms.a", "fake-slow-first-50ms.b");
        var models = new[] { "fake-slow-first-50ms.a", "fake-slow-first-50ms.b" };
        var (loading, leaving) = Follow(gateway.Services.GetRequiredService<ModelHost>());
        var waits = new ConcurrentBag<double>();
        var wrongs = new ConcurrentBag<string>();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var clients = models.SelectMany(model => Enumerable.Range(0, Each).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var begun = TimeProvider.System.GetTimestamp();
                using var answer = await gateway.ChatAsync(model);
                waits.Add(TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    wrongs.Add($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                }
            }
        }))).ToList();
        await Task.WhenAll(clients);

        var sorted = waits.Order().ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sorted.Count} answers, {wrongs.Count} wrong; waited {sorted[sorted.Count / 2]:0.00} s at the median, {sorted[sorted.Count * 99 / 100]:0.00} s at p99, {sorted[^1]:0.00} s at most; {loading.Count} loads of {loading.Max():0.00} s at most, a model left within {leaving.Max():0.00} s"));
        wrongs.Take(5).ShouldBeEmpty();
        loading.Count.ShouldBeGreaterThanOrEqualTo(4, "both take turns");

        // As long as the bound behind the other's requests; besides, while the other comes and goes and its own comes, with what ran when the bound was reached.
        sorted[^1].ShouldBeLessThan(MaxWait.TotalSeconds + (2 * loading.Max()) + (2 * leaving.Max()) + 1);
    }

    /// <summary>How long models take to load and, from when they take no more requests, to leave; in seconds.</summary>
    private static (ConcurrentBag<double> Loading, ConcurrentBag<double> Leaving) Follow(ModelHost host)
    {
        var (loading, leaving) = (new ConcurrentBag<double>(), new ConcurrentBag<double>());
        var since = new ConcurrentDictionary<string, (ResidencePhase Phase, long At)>(StringComparer.Ordinal);
        host.Changed += residence =>
        {
            var now = TimeProvider.System.GetTimestamp();
            var before = since.GetValueOrDefault(residence.Model);
            if (before.Phase == residence.Phase)
            {
                return;
            }

            since[residence.Model] = (residence.Phase, now);
            var took = TimeProvider.System.GetElapsedTime(before.At, now).TotalSeconds;
            if (before.Phase == ResidencePhase.Loading)
            {
                loading.Add(took);
            }
            else if (before.Phase == ResidencePhase.Draining && residence.Phase == ResidencePhase.Unloaded)
            {
                leaving.Add(took);
            }
        };
        return (loading, leaving);
    }

    [Fact]
    public async Task A_change_that_does_not_concern_a_model_stops_none_and_cuts_no_stream()
    {
        const int Streams = 32;
        await using var gateway = await StartAsync(_data, 1_500_000_000, ("stories", Stories, d => d with { Slots = 8 }), ("tales", Stories, d => d with { Slots = 8 }));
        var host = gateway.Services.GetRequiredService<ModelHost>();
        var answers = await Task.WhenAll(Enumerable.Range(0, Streams).Select(i => SayAsync(gateway, i % 2 == 0 ? "stories" : "tales", Long(100))));
        var processes = host.List().ToDictionary(r => r.Model, r => r.ProcessId);

        var catalog = gateway.Services.GetRequiredService<CatalogSource>();
        catalog.Update(o => o with { Routing = o.Routing with { Strategy = "cost" }, Defaults = o.Defaults with { QueueLimit = 99 } });
        using var added = await gateway.PostAsync("/api/models", """{"id":"new","provider":"up"}""");
        added.IsSuccessStatusCode.ShouldBeTrue();

        var ends = await Task.WhenAll(answers.Select(EndOfAsync));
        output.WriteLine($"{ends.Count(e => e == "whole")} of {Streams} streams whole, {host.List().Count(r => r.ProcessId == processes[r.Model])} of 2 processes the same");
        ends.ShouldAllBe(e => e == "whole");
        host.List().ShouldAllBe(r => r.ProcessId == processes[r.Model]);
    }

    [Fact]
    public async Task No_stream_of_an_engine_that_is_killed_ends_as_if_it_were_whole()
    {
        const int Streams = 40;
        await using var gateway = await StartAsync(_data, 1_500_000_000, ("stories", Stories, d => d with { Slots = Streams }));
        var host = gateway.Services.GetRequiredService<ModelHost>();
        var answers = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => SayAsync(gateway, "stories", Long(200))));
        Process.GetProcessById(host.List().Single().ProcessId!.Value).Kill();

        var ends = await Task.WhenAll(answers.Select(EndOfAsync));
        output.WriteLine(string.Join(", ", ends.CountBy(e => e).Select(e => $"{e.Value} {e.Key}")));
        ends.ShouldAllBe(e => e == "upstream_cut" || e == "whole"); // On a busy machine one may have had all its tokens before.
        ends.ShouldContain("upstream_cut");
        var begun = TimeProvider.System.GetTimestamp();
        using var again = await SayAsync(gateway, "stories");
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        var took = TimeProvider.System.GetElapsedTime(begun);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the next request was answered after {took.TotalSeconds:0.00} s"));
        took.ShouldBeLessThan(TimeSpan.FromSeconds(10), "40 streams that died with a process are no reason to rest the next one for 15 s");
    }

    private static string Long(int tokens) => $",\"stream\":true,\"max_tokens\":{tokens},\"ignore_eos\":true";

    /// <summary>How a stream ended: whole, with an error's code, or without either.</summary>
    private static async Task<string> EndOfAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            var (events, broken) = await answer.BrokenEventsAsync();
            var error = events.Find(e => e.Contains("\"error\"", StringComparison.Ordinal));
            return error is not null ? JsonElement.Parse(error).GetProperty("error").GetProperty("code").GetString()!
                : !broken && events[^1] == "[DONE]" && events.Exists(e => e.Contains("\"finish_reason\":\"length\"", StringComparison.Ordinal)) ? "whole"
                : "neither";
        }
    }

    /// <summary>A gateway whose local engine is the fake: how long it loads and what it takes is then known.</summary>
    private Task<TestGateway> EnginesAsync(long limit, int megabytes, int loadMs, params string[] models)
    {
        var engine = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "fake-upstream.exe" : "fake-upstream");
        return TestGateway.StartAsync(
            (builder, _) =>
            {
                builder.AddProvider(new ProviderOptions
                {
                    Name = "engines",
                    Kind = ProviderKinds.LlamaServer,
                    Command = engine,
                    MemoryLimitBytes = limit,
                    Env =
                    [
                        new("FAKE_ENGINE", "1"), new("FAKE_ENGINE_MEGABYTES", megabytes.ToString(CultureInfo.InvariantCulture)),
                        new("FAKE_ENGINE_LOAD_MS", loadMs.ToString(CultureInfo.InvariantCulture)), new("FAKE_ENGINE_NOTES", _data.FullName),
                        new("DOTNET_TieredPGO", "0"),
                    ],
                });
                foreach (var model in models)
                {
                    builder.AddModel(new ModelOptions { Card = new ModelCard { Id = model, MemoryBytes = (long)(megabytes + 50) << 20 }, Deployments = [new DeploymentOptions { Provider = "engines" }] });
                }
            },
            [], options => options with { Data = _data.FullName, Residency = options.Residency with { MaxWait = MaxWait } });
    }
}
