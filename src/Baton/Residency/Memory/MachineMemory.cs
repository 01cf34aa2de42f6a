using System.Globalization;

namespace Baton.Residency;

/// <summary>The memory of the machine, or of the share of it that this process was given.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="AvailableBytes">What more may be taken without swapping; <c>null</c> where the system does not say.</param>
public sealed record MachineMemory(long TotalBytes, long? AvailableBytes)
{
    /// <summary>Reads it: <c>/proc/meminfo</c>, within the limits of the control groups that this process is in.</summary>
    /// <returns>The memory now.</returns>
    public static MachineMemory Read() => Read("/proc", "/sys/fs/cgroup");

    internal static MachineMemory Read(string proc, string cgroups)
    {
        var (total, available) = MemInfo(proc);
        total ??= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (var group in Groups(proc, cgroups))
        {
            if (Number(group, "memory.max", "memory.limit_in_bytes") is { } limit)
            {
                var left = Number(group, "memory.current", "memory.usage_in_bytes") is { } used ? Math.Max(0, limit - used + Reclaimable(group)) : limit;
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

    /// <summary>The groups of this process and those above them, of both versions: each may have a limit.</summary>
    private static IEnumerable<string> Groups(string proc, string cgroups)
    {
        var lines = Lines(Path.Combine(proc, "self", "cgroup"));
        var second = lines.FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "/";
        var first = lines.FirstOrDefault(l => l.Contains(":memory:", StringComparison.Ordinal));
        return first is null ? Upwards(cgroups, second) : Upwards(cgroups, second).Concat(Upwards(Path.Combine(cgroups, "memory"), first[(first.LastIndexOf(':') + 1)..]));
    }

    private static IEnumerable<string> Upwards(string root, string group)
    {
        for (var path = group.Trim('/'); ; path = Path.GetDirectoryName(path) ?? "")
        {
            yield return Path.Combine(root, path);
            if (path.Length == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>A number under its name in version 2, or in version 1.</summary>
    private static long? Number(string group, string second, string first) =>
        ProcFile.Number(Path.Combine(group, second)) ?? ProcFile.Number(Path.Combine(group, first));

    /// <summary>Pages of files count as used, and are given back when somebody needs them.</summary>
    private static long Reclaimable(string group)
    {
        var lines = Lines(Path.Combine(group, "memory.stat"));
        foreach (var name in (ReadOnlySpan<string>)["total_inactive_file ", "inactive_file "])
        {
            if (Array.Find(lines, l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
                && long.TryParse(line.AsSpan(name.Length), CultureInfo.InvariantCulture, out var bytes))
            {
                return bytes;
            }
        }

        return 0;
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
