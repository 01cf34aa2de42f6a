using System.Diagnostics;
using System.Globalization;

namespace Baton.Residency;

/// <summary>A graphics processor, as <c>nvidia-smi</c> tells of it.</summary>
/// <param name="Id">Its id, the same wherever it is plugged in.</param>
/// <param name="Name">Its name.</param>
/// <param name="TotalBytes">Its memory.</param>
/// <param name="UsedBytes">What of it is in use, by anyone.</param>
public sealed record Gpu(string Id, string Name, long TotalBytes, long UsedBytes)
{
    /// <summary>A driver that hangs must not hang who asks.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks <c>nvidia-smi</c>, if it is on the path, for the processors.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>They; none where there is no such program, or it fails: a driver without a card says so that way.</returns>
    public static async Task<IReadOnlyList<Gpu>> ListAsync(CancellationToken cancellationToken) =>
        Parse(await AskAsync("--query-gpu=uuid,name,memory.total,memory.used", cancellationToken).ConfigureAwait(false));

    /// <summary>Asks it what each process has of their memory.</summary>
    /// <returns>Bytes by process; none where the driver does not say (in some containers).</returns>
    internal static async Task<IReadOnlyDictionary<int, long>> ProcessesAsync(CancellationToken cancellationToken) =>
        ParseProcesses(await AskAsync("--query-compute-apps=pid,used_gpu_memory", cancellationToken).ConfigureAwait(false));

    /// <summary>Reads lines such as <c>GPU-8d1f…, NVIDIA H100 80GB HBM3, 81559, 1024</c>, in mebibytes.</summary>
    internal static IReadOnlyList<Gpu> Parse(string text) =>
    [
        .. Lines(text, 4).Select(f => Mebibytes(f[2]) is { } total && Mebibytes(f[3]) is { } used ? new Gpu(f[0], f[1], total, used) : null).OfType<Gpu>(),
    ];

    /// <summary>Reads lines such as <c>4242, 5120</c>; a process has one for each card that it uses.</summary>
    internal static IReadOnlyDictionary<int, long> ParseProcesses(string text)
    {
        var found = new Dictionary<int, long>();
        foreach (var fields in Lines(text, 2))
        {
            if (int.TryParse(fields[0], CultureInfo.InvariantCulture, out var pid) && Mebibytes(fields[1]) is { } bytes)
            {
                found[pid] = found.GetValueOrDefault(pid) + bytes;
            }
        }

        return found;
    }

    private static IEnumerable<string[]> Lines(string text, int fields) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',', StringSplitOptions.TrimEntries)).Where(l => l.Length == fields);

    /// <summary>A number; <c>[N/A]</c> and <c>[Insufficient Permissions]</c> are none.</summary>
    private static long? Mebibytes(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number << 20 : null;

    private static async Task<string> AskAsync(string question, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("nvidia-smi", [question, "--format=csv,noheader,nounits"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            _ = process.StandardError.ReadToEndAsync(limit.Token);
            var text = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? text : "";
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or InvalidOperationException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "";
        }
        finally
        {
            if (process is { HasExited: false })
            {
                process.Kill();
            }

            process?.Dispose();
        }
    }
}
