using System.Diagnostics;
using System.Globalization;

namespace Baton.Residency.Launching;

/// <summary>
/// A process that ends with this one, however this one dies. A shell starts it and then waits for the end of its own standard input,
/// a pipe whose other end this process alone holds: the system closes it with the process, and the shell, whose child cannot be mistaken
/// for another, ends it. Where there is no shell (Windows) it is a plain child, found again by <see cref="ProcessJournal"/>.
/// </summary>
internal sealed class ServerProcess : IServerProcess
{
    /// <summary>
    /// Signals of the terminal are for Baton, which lets answers end first; the process gets a group of its own where that can be had, so
    /// that a wrapper's children end with it. The shell lets go of the output, so that its end is the process's end. A TERM for the whole group
    /// (<c>timeout</c>, a service manager) is for Baton as well; the process, which must be able to hear one, is started before the shell shuts its ears.
    /// </summary>
    private const string Watch =
        """
        trap '' INT HUP QUIT
        if command -v setsid >/dev/null 2>&1; then group=-; set -- setsid "$@"; else group=; fi
        "$@" </dev/null 2>&1 &
        pid=$!
        trap '' TERM
        echo "$pid" >&2
        exec >/dev/null 2>&1
        read -r _
        kill -TERM "$group$pid" || kill -TERM "$pid"
        n=0
        while kill -0 "$pid" && [ "$n" -lt 30 ]; do sleep 0.1; n=$((n + 1)); done
        kill -KILL "$group$pid" || kill -KILL "$pid"
        wait "$pid"
        """;

    private readonly Process _shell;
    private readonly OutputTail _output = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stopped;

    private ServerProcess(Process shell, Uri address)
    {
        _shell = shell;
        Address = address;
        ProcessId = shell.Id;
    }

    public Uri Address { get; }

    public int ProcessId { get; private set; }

    public Task<string> Ended => _ended.Task;

    public OutputTail Output => _output;

    /// <summary>Starts it.</summary>
    /// <exception cref="LaunchException">There is no such program.</exception>
    public static async Task<ServerProcess> StartAsync(LaunchPlan plan, int port, ProcessJournal journal)
    {
        var watched = !OperatingSystem.IsWindows();
        var line = plan.CommandLine(port);
        var start = watched
            ? new ProcessStartInfo("/bin/sh", ["-c", Watch, "baton-watch", plan.Command, .. line])
            : new ProcessStartInfo(plan.Command, line);
        (start.UseShellExecute, start.RedirectStandardInput) = (false, true);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = value;
        }

        Process shell;
        try
        {
            shell = Process.Start(start)!;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new LaunchException($"{plan.Command} could not be started: {e.Message}", e);
        }

        var server = new ServerProcess(shell, new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"));
        if (watched && await shell.StandardError.ReadLineAsync().ConfigureAwait(false) is { } said
            && int.TryParse(said, CultureInfo.InvariantCulture, out var pid))
        {
            server.ProcessId = pid;
        }

        var entry = journal.Note(server.ProcessId);
        _ = server.FollowAsync(watched, entry);
        return server;
    }

    public long? MeasureBytes() => ProcessMemory.ResidentBytes(ProcessId);

    public void Stop()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            End();
        }
    }

    private void End()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                _shell.Kill(entireProcessTree: true);
            }

            _shell.StandardInput.Close(); // The shell sees the end of its input.
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Reads until the process has closed its output, which it does by ending; then lets the shell go.</summary>
    private async Task FollowAsync(bool watched, IDisposable entry)
    {
        var errors = watched ? Task.CompletedTask : ReadAsync(_shell.StandardError);
        await ReadAsync(_shell.StandardOutput).ConfigureAwait(false);
        await errors.ConfigureAwait(false);
        End();
        await _shell.WaitForExitAsync().ConfigureAwait(false);
        var code = _shell.ExitCode;
        entry.Dispose();
        _shell.Dispose();
        var how = code > 128 ? $"was ended by signal {(code - 128).ToString(CultureInfo.InvariantCulture)}"
            : $"ended with {code.ToString(CultureInfo.InvariantCulture)}";
        var said = _output.Summary();
        _ended.SetResult(said.Length == 0 ? $"the process {how}" : $"the process {how}: {said}");
    }

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                _output.Add(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nothing more will come.
        }
    }
}
