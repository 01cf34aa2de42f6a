using System.Diagnostics;
using System.Globalization;

namespace Baton.Residency.Launching;

/// <summary>Tells a process from a later one that got its number: by when it started.</summary>
internal static class ProcessIdentity
{
    /// <summary>When a process started, in words that change with the machine's start as well.</summary>
    /// <param name="pid">Its number.</param>
    /// <returns><c>null</c>: there is none of that number, or it has ended.</returns>
    public static string? Of(int pid)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(pid);
                return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
            }

            // The name stands in brackets and may hold anything; what follows the last bracket is numbers (proc_pid_stat(5)).
            var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : $"{BootId()}/{fields[19]}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException
            or System.ComponentModel.Win32Exception or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
