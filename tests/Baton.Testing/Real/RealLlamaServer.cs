using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Baton.Testing;

/// <summary>A real llama-server with real weights, on a free port, for as long as a test needs it.</summary>
/// <remarks>
/// Where a part is missing, <see cref="SkipReason"/> says which and how to get it, and the test skips itself; with
/// <c>BATON_REQUIRE_ALL=1</c> (CI) a missing part is an exception instead.
/// </remarks>
public sealed class RealLlamaServer : IAsyncDisposable
{
    private readonly Process? _process;
    private readonly OutputTail _output = new();

    private RealLlamaServer(string? skipReason, Process? process, Uri baseUrl, string model)
    {
        (SkipReason, _process, BaseUrl, Model) = (skipReason, process, baseUrl, model);
    }

    /// <summary>Why there is no server, or null.</summary>
    public string? SkipReason { get; }

    /// <summary>Its address.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Its address with <c>/v1</c>.</summary>
    public Uri OpenAIUrl => new(BaseUrl, "v1");

    /// <summary>The name it gives its model.</summary>
    public string Model { get; }

    /// <summary>Its process.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException(SkipReason);

    /// <summary>The last lines that it wrote.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts one and waits until it is healthy.</summary>
    /// <param name="weights">A file of <see cref="Checkout.Models"/>.</param>
    /// <param name="deadline">How long it may take; 60 seconds unless told otherwise.</param>
    /// <param name="arguments">Further arguments, such as <c>-c</c>, <c>2048</c>.</param>
    public static async Task<RealLlamaServer> StartAsync(
        string weights = "stories260K.gguf", TimeSpan? deadline = null, params IEnumerable<string> arguments)
    {
        var model = Path.GetFileNameWithoutExtension(weights);
        var file = Path.Combine(Checkout.Models, weights);
        var binary = LlamaServerBinary.Find();
        var missing = binary is null ? "No llama-server: run eng/llama-server.sh, or set BATON_LLAMA_SERVER."
            : !File.Exists(file) ? $"No weights at {file}: set BATON_TEST_MODELS to the folder that holds {weights}."
            : null;
        if (missing is not null)
            return Checkout.RequiresAll ? throw new InvalidOperationException(missing) : new(missing, null, new("http://127.0.0.1:1"), model);

        var port = FreePort();
        // One thread: more threads than cores slow it down by orders of magnitude.
        string[] fixedArguments = ["-m", file, "--alias", model, "--host", "127.0.0.1", "--port", $"{port}", "-t", "1"];
        var process = Process.Start(new ProcessStartInfo(binary!, fixedArguments.Concat(arguments)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var server = new RealLlamaServer(null, process, new($"http://127.0.0.1:{port}"), model);
        server._output.Follow(process);
        try
        {
            await server.WaitUntilHealthyAsync(deadline ?? TimeSpan.FromSeconds(60));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the process, as a crash would.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilHealthyAsync(TimeSpan deadline)
    {
        using var limit = new CancellationTokenSource(deadline);
        using var http = new HttpClient { BaseAddress = BaseUrl };
        while (true)
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"llama-server ended with {_process.ExitCode}:\n{Output}");
            try
            {
                using var health = await http.GetAsync(new Uri("health", UriKind.Relative), limit.Token);
                if (health.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"llama-server was not healthy within {deadline}:\n{Output}", late);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, CancellationToken.None);
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
