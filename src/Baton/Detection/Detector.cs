using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Providers.Anthropic;
using Baton.Providers.Http;
using Baton.Providers.Ollama;
using Baton.Providers.OpenAI;

namespace Baton.Detection;

/// <summary>
/// Finds models without a configuration: keys in the usual environment variables, Ollama, weights for <c>llama-server</c>;
/// where there is nothing, a simulated ensemble.
/// </summary>
public sealed class Detector
{
    private readonly Inventories _inventories;

    /// <summary>Takes what can ask servers for their models.</summary>
    /// <param name="inventories">One of each kind; a later one replaces an earlier one. A kind without one gets Baton's own table.</param>
    public Detector(IEnumerable<IModelInventory> inventories)
    {
        ArgumentNullException.ThrowIfNull(inventories);
        _inventories = new Inventories(inventories);
    }

    /// <summary>A detector that asks over the wires Baton speaks, for programs that have no services yet.</summary>
    /// <param name="transport">The way out.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The detector.</returns>
    public static Detector Over(UpstreamTransport transport, TimeProvider time) =>
        new([new OpenAIProvider(transport, time), new AnthropicProvider(transport), new OllamaProvider(transport)]);

    /// <summary>Looks everywhere at once, for about two seconds at most.</summary>
    /// <param name="environment">Reads an environment variable; <c>null</c> where it is not set.</param>
    /// <param name="time">The clock that bounds the waiting.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>What was found; it holds keys only where the configuration needs them.</returns>
    public async Task<DetectionResult> DetectAsync(Func<string, string?> environment, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(time);
        var vendors = new VendorProbe(_inventories, time);
        var looking = Vendor.All.Select(v => vendors.LookAsync(v, environment, cancellationToken))
            .Append(new OllamaProbe(_inventories, time).LookAsync(environment, cancellationToken))
            .ToArray();
        List<Found> found = [.. await Task.WhenAll(looking).ConfigureAwait(false), WeightsFiles.Look(environment)];
        var simulated = found.TrueForAll(f => f.Models.Count == 0);
        if (simulated)
        {
            found.Add(SimulatedEnsemble.Make());
        }

        return new DetectionResult(
            FoundOptions.Combine(found), [.. found.SelectMany(f => f.Findings)], [.. found.SelectMany(f => f.Notes)])
        {
            Simulated = simulated,
        };
    }

    /// <summary>The simulated ensemble alone, without looking.</summary>
    /// <returns>Its configuration.</returns>
    public static BatonOptions SimulatedOptions() => FoundOptions.Combine([SimulatedEnsemble.Make()]);
}
