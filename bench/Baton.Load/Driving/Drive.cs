using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Baton.Load.Driving;

/// <summary>The load client: so many connections, each asking again as soon as it was answered, until all requests are made.</summary>
internal static class Drive
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Runs it: <c>drive PORT SCENARIO PREFIX REQUESTS</c>; prints one line of JSON.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        var port = int.Parse(args[0], CultureInfo.InvariantCulture);
        var scenario = Scenario.All[int.Parse(args[1], CultureInfo.InvariantCulture)];
        var requests = int.Parse(args[3], CultureInfo.InvariantCulture);
        var bytes = scenario.Request(port, args[2]);

        using var timeout = new CancellationTokenSource(Limit);
        var latencies = new double[requests];
        var firsts = new double[requests];
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(scenario.Connections, requests)).Select(_ => LoopAsync()));
        var elapsed = Stopwatch.GetElapsedTime(began);
        Array.Sort(latencies);
        Array.Sort(firsts);
        Console.WriteLine(JsonSerializer.Serialize(new DriveResult(elapsed.TotalSeconds, latencies[requests / 2], latencies[requests * 99 / 100], firsts[requests / 2])));
        return 0;

        async Task LoopAsync()
        {
            using var connection = await Connection.OpenAsync(port, timeout.Token);
            for (var i = Interlocked.Increment(ref next); i < requests; i = Interlocked.Increment(ref next))
            {
                var sent = Stopwatch.GetTimestamp();
                firsts[i] = Stopwatch.GetElapsedTime(sent, await connection.AskAsync(bytes, timeout.Token)).TotalMilliseconds;
                latencies[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }
    }
}

/// <summary>What a drive saw.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="P50">Half of the requests were answered within that many milliseconds.</param>
/// <param name="P99">And 99 of a hundred.</param>
/// <param name="First">Half of the answers began within that many milliseconds.</param>
internal sealed record DriveResult(double Seconds, double P50, double P99, double First);
