using System.Globalization;

namespace Baton.Residency;

/// <summary>Reads the kernel's files.</summary>
internal static class ProcFile
{
    /// <summary>The bytes of a line such as <c>VmRSS:   1234 kB</c>.</summary>
    public static long? Kilobytes(string line)
    {
        var digits = line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim();
        var end = digits.IndexOf(' ');
        return long.TryParse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : null;
    }

    /// <summary>The number that is all of a file's text; <c>null</c> where there is none.</summary>
    public static long? Number(string file)
    {
        try
        {
            return long.TryParse(File.ReadAllText(file).AsSpan().Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
