using System.Diagnostics;
using System.Globalization;

namespace Baton.Load.Machine;

/// <summary>A process of the comparison; it ends with this one.</summary>
internal sealed class Child : IDisposable
{
    /// <summary>Linux counts a process's time in hundredths of a second, on every usual machine.</summary>
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly List<string> _said = [];

    private Child(Process process, string name)
    {
        (_process, Name) = (process, name);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    public bool Ended => _process.HasExited;

    /// <summary>What it printed.</summary>
    public string[] Said
    {
        get
        {
            lock (_said)
            {
                return [.. _said];
            }
        }
    }

    public static Child Start(string name, string program, IEnumerable<string> arguments, string? core)
    {
        var (command, all) = Cores.On(core, program, arguments);
        var start = new ProcessStartInfo(command, all)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new Child(Process.Start(start)!, name);
    }

    /// <summary>Waits until it ends.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="LoadException">It failed, or took too long.</exception>
    public async Task<string[]> EndAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw Failed($"did not end within {limit.TotalSeconds} s");
        }

        return _process.ExitCode == 0 ? Said : throw Failed($"ended with exit code {_process.ExitCode}");
    }

    /// <summary>Seconds of processor time so far, its own and the kernel's for it.</summary>
    public double CpuSeconds()
    {
        // The name in the second field may hold anything, so count from behind it.
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident memory now, in megabytes (10⁶ bytes).</summary>
    public double ResidentMegabytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    public LoadException Failed(string how) => new($"{Name} {how}. It said: {string.Join(" / ", Said.TakeLast(5))}");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_said)
            {
                _said.Add(line);
            }
        }
    }
}
