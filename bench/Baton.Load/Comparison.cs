using System.Text.Json;
using Baton.Load.Contenders;
using Baton.Load.Driving;
using Baton.Load.Machine;

namespace Baton.Load;

/// <summary>The whole comparison: everybody is started, warmed, and measured in turn, so that a noisy minute hits all alike.</summary>
internal static class Comparison
{
    private const int LeastWarmTurns = 4;
    private const int MostWarmTurns = 12;

    /// <summary>How long each is driven before anything is measured: so long the runtime goes on compiling what it has seen to be hot.</summary>
    private static readonly TimeSpan FirstWarming = TimeSpan.FromSeconds(45);

    private const int HeldStreams = 5_000;
    private static readonly TimeSpan DriveLimit = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(string[] args)
    {
        if (Arguments.Read(args) is not { } arguments)
        {
            Console.WriteLine(Arguments.Usage);
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("baton-load-").FullName;
        try
        {
            await CompareAsync(arguments, folder);
            return 0;
        }
        catch (LoadException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(Arguments arguments, string folder)
    {
        Console.WriteLine(Cores.Pinned
            ? "The proxy has core 0 for itself; the upstream and the load share core 1."
            : "Nothing is pinned to a core (one core, or no taskset): the figures disturb each other.");
        var port = Ports.Free();
        using var upstream = Child.Start(
            "the fake upstream", Checkout.Program("tests/Baton.Testing", "fake-upstream"),
            ["--urls", $"http://127.0.0.1:{port}", "--inline-scheduling"], Cores.Rest);
        await Probe.FirstAnswerAsync(upstream, port, "");

        var lineup = Lineup.Of(arguments, new Uri($"http://127.0.0.1:{port}"), folder).ToList();
        var report = new Report(lineup);
        foreach (var contender in lineup.Where(c => c.Shares is null))
        {
            for (var i = 0; i < arguments.Starts; i++)
            {
                var clock = System.Diagnostics.Stopwatch.StartNew();
                using var fresh = contender.Start(pinned: false);
                await Probe.FirstAnswerAsync(fresh, contender.Port, contender.Models);
                report.Started(contender, clock.Elapsed.TotalMilliseconds);
                await Task.Delay(500);
                report.Idle(contender, fresh.ResidentMegabytes());
            }
        }

        var children = new Dictionary<string, Child>(StringComparer.Ordinal);
        try
        {
            foreach (var contender in lineup)
            {
                children[contender.Name] = contender.Shares is { } other ? children[other.Name] : contender.Start(pinned: true);
                await Probe.FirstAnswerAsync(children[contender.Name], contender.Port, contender.Models);
            }

            await MeasureAsync(arguments, lineup, children, report);
            foreach (var contender in lineup.Where(c => c.Shares is null && arguments.Only is null))
            {
                report.AfterLoad(contender, children[contender.Name].ResidentMegabytes());
                report.Held(contender, await HoldAsync(contender, children[contender.Name], (int)(HeldStreams * arguments.Share)));
            }
        }
        finally
        {
            foreach (var child in children.Values.Distinct())
            {
                child.Dispose();
            }
        }

        report.Print();
    }

    private static async Task MeasureAsync(
        Arguments arguments, List<Contender> lineup, Dictionary<string, Child> children, Report report)
    {
        for (var s = 0; s < Scenario.All.Length; s++)
        {
            var scenario = Scenario.All[s];
            if (arguments.Only is { } only && s != only)
            {
                continue;
            }

            scenario = scenario with { Requests = Math.Max(scenario.Connections, (int)(scenario.Requests * arguments.Share)) };
            foreach (var contender in lineup)
            {
                await WarmAsync(contender, children[contender.Name], s, scenario, s == (arguments.Only ?? 0) ? FirstWarming * arguments.Share : TimeSpan.Zero);
            }

            for (var round = 0; round < arguments.Rounds; round++)
            {
                foreach (var contender in lineup)
                {
                    var before = children[contender.Name].CpuSeconds();
                    var seen = await DriveAsync(contender, s, scenario.Requests);
                    var spent = children[contender.Name].CpuSeconds() - before;
                    report.Measured(contender, s, new Turn(spent * 1e6 / scenario.Units, scenario.Requests / seen.Seconds, seen.P50, seen.First));
                }
            }
        }
    }

    /// <summary>What one idle stream costs in memory, in KiB: so many are begun and held, and resident memory is read before and while.</summary>
    private static async Task<double> HoldAsync(Contender contender, Child child, int streams)
    {
        var before = child.ResidentMegabytes();
        using var hold = Child.Start(
            $"The streams held on {contender.Name}", Environment.ProcessPath!, ["hold", $"{contender.Port}", contender.Models, $"{streams}"], Cores.Rest);
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (!hold.Said.Contains("held", StringComparer.Ordinal))
        {
            if (hold.Ended || waited.Elapsed > DriveLimit)
            {
                throw hold.Failed("did not get its streams begun");
            }

            await Task.Delay(100);
        }

        return (child.ResidentMegabytes() - before) * 1e6 / 1024 / streams;
    }

    /// <summary>
    /// Drives until the cost falls no further: the just-in-time compiler works beside the requests, on the proxy's own core,
    /// and on a busy machine it is not done after any fixed number of them.
    /// </summary>
    private static async Task WarmAsync(Contender contender, Child child, int number, Scenario scenario, TimeSpan least)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var (best, flat) = (double.MaxValue, 0);
        for (var turn = 0; clock.Elapsed < least || (turn < MostWarmTurns && (turn < LeastWarmTurns || flat < 2)); turn++)
        {
            var before = child.CpuSeconds();
            await DriveAsync(contender, number, scenario.Requests);
            var spent = child.CpuSeconds() - before;
            (best, flat) = spent < best * 0.95 ? (spent, 0) : (best, flat + 1);
        }
    }

    private static async Task<DriveResult> DriveAsync(Contender contender, int scenario, int requests)
    {
        using var drive = Child.Start(
            $"The load on {contender.Name}", Environment.ProcessPath!,
            ["drive", $"{contender.Port}", $"{scenario}", contender.Models, $"{requests}"], Cores.Rest);
        var said = await drive.EndAsync(DriveLimit);
        return JsonSerializer.Deserialize<DriveResult>(said[^1])!;
    }
}
