using System.Globalization;
using System.Text;

namespace Baton.Load.Driving;

/// <summary>Opens streams that begin and then say nothing, and holds them until it is ended.</summary>
internal static class Hold
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs it: <c>hold PORT PREFIX STREAMS</c>; prints a line when all of them have begun.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var port = int.Parse(args[0], CultureInfo.InvariantCulture);
        var streams = int.Parse(args[2], CultureInfo.InvariantCulture);
        var body = $$"""{"model":"{{args[1]}}{{Scenario.HeldModel}}","messages":[{"role":"user","content":"hi"}],"stream":true}""";
        var request = Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var timeout = new CancellationTokenSource(Limit);
        var held = new Connection[streams];
        await Parallel.ForAsync(0, streams, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = timeout.Token }, async (i, token) =>
        {
            held[i] = await Connection.OpenAsync(port, token);
            await held[i].BeginAsync(request, token);
        });
        Console.WriteLine("held");
        await Task.Delay(Limit);
        GC.KeepAlive(held);
        return 0;
    }
}
