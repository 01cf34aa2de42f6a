using System.Net.Sockets;
using Baton.Load.Machine;

namespace Baton.Load.Driving;

/// <summary>Asks a program that was just started until it answers.</summary>
internal static class Probe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public static async Task FirstAnswerAsync(Child child, int port, string prefix)
    {
        using var timeout = new CancellationTokenSource(Limit);
        while (!child.Ended)
        {
            try
            {
                using var connection = await Connection.OpenAsync(port, timeout.Token);
                await connection.AskAsync(Scenario.All[0].Request(port, prefix), timeout.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw child.Failed($"did not answer within {Limit.TotalSeconds} s");
            }
        }

        throw child.Failed("ended before it answered");
    }
}
