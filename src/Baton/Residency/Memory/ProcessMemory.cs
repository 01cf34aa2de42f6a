using System.Globalization;

namespace Baton.Residency;

/// <summary>The memory that a process takes.</summary>
internal static class ProcessMemory
{
    /// <summary>Its resident memory, with the pages of its weights file that are mapped.</summary>
    /// <returns><c>null</c> where the system does not say.</returns>
    public static long? ResidentBytes(int pid)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/status"))
            {
                if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                {
                    return ProcFile.Kilobytes(line);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or this system has no such files.
        }

        return null;
    }
}
