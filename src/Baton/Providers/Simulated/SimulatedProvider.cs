using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Simulated;

/// <summary>Answers without a model: related to the prompt, always the same for the same request, and labelled as simulated.</summary>
/// <param name="time">The clock by which it takes its time.</param>
public sealed class SimulatedProvider(TimeProvider time) : IProvider, IForwards
{
    /// <summary>The additional property, always <c>true</c>, on every answer and every piece of one.</summary>
    public const string Label = "baton.simulated";

    /// <inheritdoc/>
    public string Kind => ProviderKinds.Simulated;

    /// <inheritdoc/>
    public IChatClient CreateClient(Deployment deployment) => new SimulatedChatClient(deployment, time);

    /// <inheritdoc/>
    public bool Serves(string path) => path is "embeddings";

    /// <inheritdoc/>
    public async Task<ForwardedAnswer> ForwardAsync(Deployment deployment, ForwardedRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(request);
        using var content = request.Content(deployment);
        var body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var simulate = deployment.Options.Simulate;
        await Task.Delay(TimeSpan.FromMilliseconds(simulate?.LatencyMs ?? 0), time, cancellationToken).ConfigureAwait(false);
        return SimulatedEmbeddings.Answer(deployment, body);
    }
}
