using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Simulated;

/// <summary>Answers without a model: related to the prompt, always the same for the same request, and labelled as simulated.</summary>
/// <param name="time">The clock by which it takes its time.</param>
public sealed class SimulatedProvider(TimeProvider time) : IProvider
{
    /// <summary>The additional property, always <c>true</c>, on every answer and every piece of one.</summary>
    public const string Label = "baton.simulated";

    /// <inheritdoc/>
    public string Kind => ProviderKinds.Simulated;

    /// <inheritdoc/>
    public IChatClient CreateClient(Deployment deployment) => new SimulatedChatClient(deployment, time);
}
