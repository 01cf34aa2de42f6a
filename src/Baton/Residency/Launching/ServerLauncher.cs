using System.Net;
using System.Net.Sockets;

namespace Baton.Residency.Launching;

/// <summary>Starts <c>llama-server</c> at a port that the system chooses, and waits until its <c>/health</c> says that it answers.</summary>
internal sealed class ServerLauncher(ProcessJournal journal, TimeProvider time) : IServerLauncher, IDisposable
{
    private const int PortsTried = 3;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    /// <summary>A process that has not answered by then never will.</summary>
    private static readonly TimeSpan LongestLoad = TimeSpan.FromMinutes(30);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    public async Task<IServerProcess> StartAsync(LaunchPlan plan, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            var server = await ServerProcess.StartAsync(plan, FreePort(), journal).ConfigureAwait(false);
            try
            {
                await WaitUntilHealthyAsync(server, cancellationToken).ConfigureAwait(false);
                return server;
            }
            catch (LaunchException) when (tried < PortsTried && server.Output.Says("address already in use", "couldn't bind", "bind HTTP server socket"))
            {
                // Somebody took the port between the choice and the start.
            }
            catch
            {
                server.Stop();
                throw;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task WaitUntilHealthyAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (server.Ended.IsCompleted)
            {
                throw new LaunchException(await server.Ended.ConfigureAwait(false));
            }

            if (await IsHealthyAsync(server, cancellationToken).ConfigureAwait(false) && !server.Ended.IsCompleted)
            {
                return;
            }

            if (time.GetElapsedTime(started) > LongestLoad)
            {
                throw new LaunchException($"it has not come to answer within {LongestLoad.TotalMinutes} minutes: {server.Output.Summary()}");
            }

            // Ends early where the process does.
            await Task.WhenAny(server.Ended, Task.Delay(BetweenLooks, time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> IsHealthyAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestLook);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "health"));
        try
        {
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK; // 503 while it loads.
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
