using System.Globalization;

namespace Baton.Residency;

/// <summary>
/// Whether the machine, or the control group that this process is in, is short of memory: Linux's pressure stall information, the share of
/// the last ten seconds in which somebody waited for memory (Weiner, "psi: pressure stall information for CPU, memory, and IO", 2018).
/// </summary>
internal static class MemoryPressure
{
    /// <summary>In percent. An idle machine has 0; one that swaps has tens.</summary>
    internal const double Much = 10;

    /// <summary>Whether it is short now.</summary>
    /// <returns>False also where the system does not say.</returns>
    public static bool IsMuch() => IsMuch("/proc/pressure/memory") || IsMuch("/sys/fs/cgroup/memory.pressure");

    internal static bool IsMuch(string file)
    {
        try
        {
            return File.ReadLines(file).Any(line => line.StartsWith("some ", StringComparison.Ordinal) && Average(line) >= Much);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The share of a line such as <c>some avg10=12.34 avg60=5.00 avg300=1.00 total=123456</c>.</summary>
    private static double? Average(string line)
    {
        var field = line.Split(' ').FirstOrDefault(f => f.StartsWith("avg10=", StringComparison.Ordinal));
        return field is not null && double.TryParse(field.AsSpan("avg10=".Length), CultureInfo.InvariantCulture, out var share) ? share : null;
    }
}
