using System.Globalization;

namespace Baton.Residency;

/// <summary>The memory of the machine, or of the share of it that this process was given.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="AvailableBytes">What more may be taken without swapping; <c>null</c> where the system does not say.</param>
public sealed record MachineMemory(long TotalBytes, long? AvailableBytes)
{
    /// <summary>Reads it: <c>/proc/meminfo</c>, within the limits of the control groups (v2) that this process is in.</summary>
    /// <returns>The memory now.</returns>
    public static MachineMemory Read() => Read("/proc", "/sys/fs/cgroup");

    internal static MachineMemory Read(string proc, string cgroups)
    {
        var (total, available) = MemInfo(proc);
        total ??= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (var group in Groups(proc, cgroups))
        {
            if (ProcFile.Number(Path.Combine(group, "memory.max")) is { } limit)
            {
                var left = ProcFile.Number(Path.Combine(group, "memory.current")) is { } used ? Math.Max(0, limit - used + Reclaimable(group)) : limit;
                total = Math.Min(total.Value, limit);
                available = Math.Min(available ?? left, left);
            }
        }

        return new MachineMemory(total.Value, available);
    }

    private static (long? Total, long? Available) MemInfo(string proc)
    {
        long? total = null, available = null;
        foreach (var line in Lines(Path.Combine(proc, "meminfo")))
        {
            total = line.StartsWith("MemTotal:", StringComparison.Ordinal) ? ProcFile.Kilobytes(line) : total;
            available = line.StartsWith("MemAvailable:", StringComparison.Ordinal) ? ProcFile.Kilobytes(line) : available;
        }

        return (total, available);
    }

    /// <summary>The group of this process and those above it: each may have a limit.</summary>
    private static IEnumerable<string> Groups(string proc, string cgroups)
    {
        var own = Lines(Path.Combine(proc, "self", "cgroup")).FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "/";
        for (var path = own.Trim('/'); ; path = Path.GetDirectoryName(path) ?? "")
        {
            yield return Path.Combine(cgroups, path);
            if (path.Length == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>Pages of files count as used, and are given back when somebody needs them.</summary>
    private static long Reclaimable(string group)
    {
        var line = Lines(Path.Combine(group, "memory.stat")).FirstOrDefault(l => l.StartsWith("inactive_file ", StringComparison.Ordinal));
        return line is not null && long.TryParse(line.AsSpan("inactive_file ".Length), CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
