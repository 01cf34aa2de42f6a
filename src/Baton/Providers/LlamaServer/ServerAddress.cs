using System.Runtime.CompilerServices;
using Baton.Models;

namespace Baton.Providers.LlamaServer;

/// <summary>
/// Where the process of a deployment listens that Baton starts. It is another place after every start, so it belongs to no configuration;
/// whoever takes a hold of the model sets it.
/// </summary>
internal static class ServerAddress
{
    private static readonly ConditionalWeakTable<Deployment, Deployment> Started = [];

    /// <summary>Says where a deployment's process listens.</summary>
    public static void Set(Deployment deployment, Uri address)
    {
        if (!Started.TryGetValue(deployment, out var known) || known.Provider.BaseUrl != address)
        {
            Started.AddOrUpdate(deployment, deployment.At(address));
        }
    }

    /// <summary>The same deployment with its address.</summary>
    /// <exception cref="UpstreamException">Its process was never started.</exception>
    public static Deployment Of(Deployment deployment) => deployment.Provider.BaseUrl is not null ? deployment
        : Started.TryGetValue(deployment, out var started) ? started
        : throw new UpstreamException(ErrorCodes.UpstreamUnreachable, $"{deployment.Id} is not loaded: its process has not been started.");
}
