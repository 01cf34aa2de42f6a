using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton.Testing;

/// <summary>
/// The program in a local engine's place: started with <c>FAKE_ENGINE=1</c> it takes llama-server's arguments, of which it heeds the port, loads for as long
/// as it is told, takes memory as weights would, and notes when it was ready.
/// </summary>
internal static class FakeEngine
{
    private const string Mark = "FAKE_ENGINE";

    public static bool IsAsked => Environment.GetEnvironmentVariable(Mark) == "1";

    public static async Task<int> RunAsync(string[] args)
    {
        var port = args[Array.IndexOf(args, "--port") + 1];
        var alias = args[Array.IndexOf(args, "--alias") + 1];
        var ready = false;
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(0)); // At once, as engines do.
        await using var server = await FakeUpstream.StartAsync(new FakeUpstreamOptions
        {
            Url = $"http://127.0.0.1:{port}",
            Models = [alias],
            Keep = 0,
            IsReady = () => Volatile.Read(ref ready),
        });
        var weights = GC.AllocateUninitializedArray<byte>(Number("FAKE_ENGINE_MEGABYTES") << 20, pinned: true);
        Array.Fill(weights, (byte)1); // Pages that nobody wrote to take no memory.
        await Task.Delay(TimeSpan.FromMilliseconds(Number("FAKE_ENGINE_LOAD_MS")), TimeProvider.System, CancellationToken.None);
        if (Environment.GetEnvironmentVariable("FAKE_ENGINE_NOTES") is { Length: > 0 } folder)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{alias}.ready"), TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        Volatile.Write(ref ready, true);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        GC.KeepAlive(weights);
        return 0;
    }

    private static int Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
