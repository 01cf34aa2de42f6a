using System.Diagnostics;
using System.Text.Json;

namespace Baton.Residency.Launching;

/// <summary>
/// Which processes were started, a file each in the data folder, so that what a dead Baton left behind is ended at the next start. A
/// process is known by its number and its start, so a foreign one that has the number now is never touched.
/// </summary>
internal sealed class ProcessJournal(Func<string> folder)
{
    /// <summary>Notes a process.</summary>
    /// <returns>Strikes it out again.</returns>
    public IDisposable Note(int pid)
    {
        if (ProcessIdentity.Of(pid) is not { } started)
        {
            return Hold.OfNothing;
        }

        var own = Environment.ProcessId;
        var file = Path.Combine(folder(), $"{pid}.json");
        try
        {
            Directory.CreateDirectory(folder());
            File.WriteAllText(file, JsonSerializer.Serialize(new Entry(pid, started, own, ProcessIdentity.Of(own))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Hold.OfNothing; // The shell ends it all the same.
        }

        return new Hold(() => Delete(file));
    }

    /// <summary>Ends what dead ones left behind.</summary>
    /// <returns>The numbers of the processes that were ended.</returns>
    public IReadOnlyList<int> EndLeftovers()
    {
        var ended = new List<int>();
        foreach (var file in Files())
        {
            if (Read(file) is { } entry)
            {
                if (entry.OwnerStarted is not null && ProcessIdentity.Of(entry.Owner) == entry.OwnerStarted)
                {
                    continue; // Another Baton's, and it lives.
                }

                if (ProcessIdentity.Of(entry.Pid) == entry.Started && Kill(entry.Pid))
                {
                    ended.Add(entry.Pid);
                }
            }

            Delete(file);
        }

        return ended;
    }

    private string[] Files()
    {
        try
        {
            return Directory.GetFiles(folder(), "*.json");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static Entry? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static bool Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What it names is checked before anything is ended.
        }
    }

    private sealed record Entry(int Pid, string Started, int Owner, string? OwnerStarted);
}
