using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Simulated;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Providers.Simulated;

/// <summary>Simulated models for tests: at once by default, good or weak as asked.</summary>
internal static class SimulatedModels
{
    private static readonly SimulateOptions AtOnce = new() { LatencyMs = 0, TokensPerSecond = 0 };

    public static IChatClient Good => Client(quality: 1);

    public static IChatClient Weak => Client(quality: 0);

    public static IChatClient Client(
        double quality = 1, int seed = 7, string model = "tiny", double failureRate = 0, SimulateOptions? simulate = null, TimeProvider? time = null)
    {
        var options = (simulate ?? AtOnce) with { Quality = [new(TaskType.General, quality)], FailureRate = failureRate };
        var deployment = CannedUpstream.Deployment(
            ProviderKinds.Simulated, model, options: new DeploymentOptions { Provider = "p", Simulate = options }, seed: seed);
        return new SimulatedProvider(time ?? new FakeTimeProvider()).CreateClient(deployment);
    }

    public static async Task<string> SayAsync(this IChatClient client, string prompt, ChatOptions? options = null) =>
        (await client.GetResponseAsync([new(ChatRole.User, prompt)], options)).Text;

    public static async Task<List<ChatResponseUpdate>> StreamAsync(this IChatClient client, string prompt, ChatOptions? options = null)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, prompt)], options))
        {
            updates.Add(update);
        }

        return updates;
    }
}
