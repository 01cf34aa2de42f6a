using System.Diagnostics;

namespace Baton.Cli.Tests;

/// <summary>A real <c>baton serve</c> in a process of its own, killed in the end.</summary>
internal sealed record ServedProcess(Process Process, string Address) : IDisposable
{
    /// <summary>Starts one in a folder, whose <c>baton.yaml</c> it reads, and waits until it is ready.</summary>
    public static async Task<ServedProcess> StartAsync(DirectoryInfo folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Baton.Cli.dll"), "serve", "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        var ready = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        return new ServedProcess(process, ready.ShouldNotBeNull()["Baton is ready on ".Length..].Split(' ')[0]);
    }

    public void Dispose()
    {
        Process.Kill(); // SIGKILL.
        Process.WaitForExit();
        Process.Dispose();
    }
}
