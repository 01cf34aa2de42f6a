using System.Diagnostics;
using System.Globalization;

namespace Baton.Residency;

/// <summary>A graphics processor, as <c>nvidia-smi</c> tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TotalBytes">Its memory.</param>
/// <param name="UsedBytes">What of it is in use, by anyone.</param>
public sealed record Gpu(string Name, long TotalBytes, long UsedBytes)
{
    private static readonly string[] Question = ["--query-gpu=name,memory.total,memory.used", "--format=csv,noheader,nounits"];

    /// <summary>Asks <c>nvidia-smi</c>, if it is on the path.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The processors; none where there is no such program or it fails.</returns>
    public static async Task<IReadOnlyList<Gpu>> ListAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("nvidia-smi", Question) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var text = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0 ? Parse(text) : [];
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>Reads lines such as <c>NVIDIA H100 80GB HBM3, 81559, 1024</c>, in mebibytes.</summary>
    internal static IReadOnlyList<Gpu> Parse(string text)
    {
        var found = new List<Gpu>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length == 3
                && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var total)
                && long.TryParse(fields[2], CultureInfo.InvariantCulture, out var used))
            {
                found.Add(new Gpu(fields[0], total << 20, used << 20));
            }
        }

        return found;
    }
}
