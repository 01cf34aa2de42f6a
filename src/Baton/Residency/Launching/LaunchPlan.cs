using System.Globalization;
using Baton.Models;

namespace Baton.Residency.Launching;

/// <summary>
/// How a model's process is started. Everything comes from the configuration; equal plans are the same process, so a change of
/// anything else leaves it alone.
/// </summary>
internal sealed record LaunchPlan(
    string Deployment, string Command, EquatableArray<string> Arguments, EquatableArray<KeyValuePair<string, string>> Environment)
{
    /// <summary>Whether Baton starts a process for this deployment.</summary>
    public static bool Applies(Deployment deployment) =>
        deployment.Provider is { Kind: ProviderKinds.LlamaServer, Command: not null, BaseUrl: null };

    /// <summary>The plan of a deployment that Baton starts.</summary>
    public static LaunchPlan Of(Deployment deployment) => new(
        deployment.Id,
        deployment.Provider.Command!,
        [.. Own(deployment), .. deployment.Provider.Args, .. deployment.Options.Args],
        deployment.Provider.Env.Concat(deployment.Options.Env)
            .GroupBy(v => v.Key, StringComparer.Ordinal)
            .Select(g => g.Last())
            .OrderBy(v => v.Key, StringComparer.Ordinal)
            .ToEquatableArray());

    /// <summary>A name for the plan that differs from that of every other plan of this run.</summary>
    public string Key => $"{Deployment}/{(uint)GetHashCode():x8}";

    /// <summary>The whole command line at a port. The address comes last, so that no argument of the configuration moves it elsewhere.</summary>
    public IEnumerable<string> CommandLine(int port) =>
        [.. Arguments, "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture)];

    private static IEnumerable<string> Own(Deployment deployment)
    {
        var options = deployment.Options;
        if (options.File is { } file)
        {
            yield return "-m";
            yield return file;
        }

        yield return "--alias";
        yield return deployment.UpstreamModel;
        if (options.Slots is { } slots)
        {
            yield return "--parallel";
            yield return slots.ToString(CultureInfo.InvariantCulture);
        }

        if (deployment.ContextWindow is { } window)
        {
            // The server divides its context among its slots; a window is what one request has.
            yield return "-c";
            yield return ((long)window * (options.Slots ?? 1)).ToString(CultureInfo.InvariantCulture);
        }

        if (options.Embeddings)
        {
            yield return "--embeddings";
        }
    }
}
