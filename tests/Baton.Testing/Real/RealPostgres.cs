using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Baton.Testing;

/// <summary>A real PostgreSQL on a free port of loopback, with its data in a folder that goes with it.</summary>
/// <remarks>
/// Where the programs are missing, <see cref="SkipReason"/> says how to get them, and the test skips itself; with
/// <c>BATON_REQUIRE_ALL=1</c> (CI) that is an exception instead. It ends with the test's process, however that ends: a shell watches
/// over it that reads a pipe of ours.
/// </remarks>
public sealed class RealPostgres : IAsyncDisposable
{
    private const string Watch = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        (read -r _ <&3; kill -INT $server 2>/dev/null) &
        wait $server
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo? _folder;
    private readonly string _binaries;
    private readonly OutputTail _output = new();
    private Process? _watch;

    private RealPostgres(string? skipReason, string binaries, DirectoryInfo? folder, int port) =>
        (SkipReason, _binaries, _folder, Port) = (skipReason, binaries, folder, port);

    /// <summary>Why there is no server, or null.</summary>
    public string? SkipReason { get; }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>The last lines that it wrote.</summary>
    public string Output => _output.ToString();

    private string Data => Path.Combine(_folder!.FullName, "data");

    /// <summary>How a program connects.</summary>
    /// <param name="database">The database.</param>
    /// <returns>A connection string of Npgsql.</returns>
    public string ConnectionString(string database = "postgres") =>
        $"Host=127.0.0.1;Port={Port};Username=baton;Database={database}";

    /// <summary>Makes an empty database.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>How a program connects to it.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await RunAsync("createdb", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "baton", name);
        return ConnectionString(name);
    }

    /// <summary>Starts one and waits until it takes connections.</summary>
    /// <returns>The server; the caller's to dispose.</returns>
    public static async Task<RealPostgres> StartAsync()
    {
        if (PostgresBinaries.Find() is not { } binaries)
        {
            const string Missing = "No PostgreSQL: run eng/postgres.sh, or set BATON_POSTGRES to the folder of initdb and postgres.";
            return Checkout.RequiresAll ? throw new InvalidOperationException(Missing) : new(Missing, "", null, 0);
        }

        var server = new RealPostgres(null, binaries, Directory.CreateTempSubdirectory("baton-postgres-"), FreePort());
        try
        {
            // PostgreSQL refuses to run as root; whoever it runs as must be able to make its folder here.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(server._folder!.FullName, (UnixFileMode)0b111_111_111);
            await server.RunAsync("initdb", "-D", server.Data, "-U", "baton", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on the same data and port, after <see cref="Kill"/>.</summary>
    /// <returns>When it takes connections.</returns>
    public async Task StartAgainAsync()
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (!await TryStartAsync(limit.Token))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None); // What was killed has not let go of its memory yet.
    }

    /// <summary>Kills it, as a crash would.</summary>
    public void Kill()
    {
        using (var server = Process.GetProcessById(int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture)))
            server.Kill();
        EndAsync().GetAwaiter().GetResult();
    }

    /// <summary>Ends it and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (_folder?.Exists == true)
            _folder.Delete(recursive: true);
    }

    private async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _watch, null) is { } watch)
        {
            watch.StandardInput.Close();
            await watch.WaitForExitAsync();
            watch.Dispose();
        }
    }

    private static string[] AsSomebodyElse() => Environment.UserName != "root" ? []
        : ["setpriv", $"--reuid={(File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody")}", "--regid=nogroup", "--clear-groups"];

    private Process Start(string[] command)
    {
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder!.FullName,
        })!;
        _output.Follow(process);
        return process;
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start([.. AsSomebodyElse(), Path.Combine(_binaries, program), .. arguments]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{Output}");
    }

    private async Task<bool> TryStartAsync(CancellationToken limit)
    {
        // What a test writes need not survive a power cut.
        _watch = Start(
        [
            "sh", "-c", Watch, "sh", .. AsSomebodyElse(), Path.Combine(_binaries, "postgres"), "-D", Data, "-p", $"{Port}",
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=200",
        ]);
        while (!await ListensAsync())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"PostgreSQL took no connection within {Deadline}:\n{Output}");
            if (_watch.HasExited)
            {
                await EndAsync();
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        return true;
    }

    private async Task<bool> ListensAsync()
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(_binaries, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "baton", "-d", "postgres"])
        {
            UseShellExecute = false,
        })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static int FreePort()
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
