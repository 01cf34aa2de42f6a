using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Baton.Balancing;
using Baton.Models;
using Baton.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Swap;

/// <summary>L3: a role is swapped again and again while many clients talk to it, and none of them notices.</summary>
public sealed class SwapUnderLoadTests(ITestOutputHelper output)
{
    private const int Clients = 64;
    private const int Swaps = 1_000;
    private const int Words = 8;

    private static readonly string[] Players = ["north", "east", "south"];

    private readonly ConcurrentQueue<string> _wrongs = new();
    private int _whole;
    private int _streamed;
    private int _flips; // The number of flips that have been answered.

    [Fact]
    public async Task A_thousand_swaps_under_load_fail_cut_and_mix_nothing()
    {
        await using var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Keep = 1 });
        foreach (var player in Players)
        {
            upstream.Script(player, request => new Reply { Pieces = [$"{player} ", .. Enumerable.Range(1, Words).Select(i => $"{i} "), "end"], Delay = TimeSpan.FromMilliseconds(1) });
        }

        await using var gateway = await TestGateway.StartAsync(
            (b, _) =>
            {
                b.AddProvider("players", ProviderKinds.OpenAI, upstream.OpenAIUrl);
                foreach (var player in Players)
                {
                    b.AddModel(player, "players");
                }

                b.AddRole("lead", Players[0]);
            },
            []);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(i => Task.Run(() => TalkAsync(gateway.Http, i, end.Token))).ToList();

        var took = new List<double>(Swaps);
        var (before, after) = (default(Footprint), default(Footprint));
        for (var i = 1; i <= Swaps; i++)
        {
            before = i == Swaps / 10 ? Footprint.Take() : before; // Warm by then: pools, code, connections.
            var start = TimeProvider.System.GetTimestamp();
            using var swapped = await gateway.PostAsync("/api/roles/lead/swap", $$"""{"model":"{{Players[i % Players.Length]}}"}""");
            took.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            swapped.IsSuccessStatusCode.ShouldBeTrue(await swapped.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Volatile.Write(ref _flips, i);
        }

        after = Footprint.Take();
        await end.CancelAsync();
        await Task.WhenAll(clients);
        await upstream.Requests.WaitForIdle();

        took.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Swaps} swaps, {_whole} answers whole ({_streamed} streamed), {_wrongs.Count} wrong; a swap took {took[Swaps / 2]:0.0} ms at the median, {took[Swaps * 99 / 100]:0.0} ms at p99, {took[^1]:0.0} ms at most"));
        output.WriteLine($"after {Swaps / 10} swaps: {before}; after {Swaps}: {after}");
        _wrongs.Take(10).ShouldBeEmpty();
        _whole.ShouldBeGreaterThan(Swaps);
        (after.Managed - before.Managed).ShouldBeLessThan(40_000_000);
        (after.Working - before.Working).ShouldBeLessThan(100_000_000);
        (after.Threads - before.Threads).ShouldBeLessThan(32);
        var role = await gateway.GetAsync("/api/roles/lead");
        role.GetProperty("version").GetInt32().ShouldBe(Swaps + 1);
        role.GetProperty("history").GetArrayLength().ShouldBe(Swaps);
        foreach (var model in gateway.Services.GetRequiredService<CatalogSource>().Current.Models)
        {
            DeploymentState.Of(model.Deployments[0]).InFlight.ShouldBe(0);
        }
    }

    private async Task TalkAsync(HttpClient http, int number, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            var stream = (number + i) % 2 == 0;
            try
            {
                await AskAsync(http, stream);
            }
            catch (Exception e)
            {
                _wrongs.Enqueue($"{(stream ? "streamed" : "whole")}: {e.GetType().Name}: {e.Message}");
            }
        }
    }

    private async Task AskAsync(HttpClient http, bool stream)
    {
        var flips = Volatile.Read(ref _flips);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(TestGateway.Body("role:lead", stream ? ",\"stream\":true" : ""), Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        if (!response.IsSuccessStatusCode)
        {
            _wrongs.Enqueue($"refused with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(CancellationToken.None)}");
            return;
        }

        var model = response.Header("x-baton-model")!;
        var text = stream ? await StreamedAsync(response) : (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
        if (text != $"{model} {string.Concat(Enumerable.Range(1, Words).Select(i => $"{i} "))}end")
        {
            _wrongs.Enqueue($"{model} said: {text}");
        }
        else if (!MayAnswer(model, flips, Volatile.Read(ref _flips)))
        {
            _wrongs.Enqueue($"{model} answered a request that began after flip {flips} and ended before flip {_flips + 1}");
        }

        Interlocked.Increment(ref _whole);
        _streamed += stream ? 1 : 0;
    }

    /// <summary>Who played at the last flip that was answered before the request began, or became player until it had ended; one flip may be on its way.</summary>
    private static bool MayAnswer(string model, int first, int last) =>
        Enumerable.Range(first, last + 2 - first).Any(flip => Players[flip % Players.Length] == model);

    private static async Task<string> StreamedAsync(HttpResponseMessage response)
    {
        var (events, broken) = await response.BrokenEventsAsync();
        return broken || events.Count == 0 || events[^1] != "[DONE]" ? $"(cut) {string.Join(' ', events)}" : events.Text();
    }

    /// <summary>What the process holds.</summary>
    private readonly record struct Footprint(long Managed, long Working, int Threads)
    {
        public static Footprint Take()
        {
            var managed = GC.GetTotalMemory(forceFullCollection: true);
            using var process = Process.GetCurrentProcess();
            return new Footprint(managed, process.WorkingSet64, process.Threads.Count);
        }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Managed / 1e6:0.0} MB managed, {Working / 1e6:0} MB working set, {Threads} threads");
    }
}
