using Baton.Models.Configuration;

namespace Baton.Models;

/// <summary>One model at one provider. Immutable; two catalogs share the object where nothing of it changed.</summary>
public sealed class Deployment
{
    internal Deployment(string id, ModelCard model, ProviderOptions provider, DeploymentOptions options, RequestPolicyOptions policy)
    {
        Id = id;
        Model = model;
        Provider = provider;
        Options = options;
        Policy = policy;
        UpstreamModel = options.Model ?? model.Id;
        ContextWindow = options.ContextWindow ?? model.ContextWindow;
    }

    /// <summary><c>MODEL@PROVIDER</c>, a further one of the pair <c>MODEL@PROVIDER#2</c>.</summary>
    public string Id { get; }

    /// <summary>The model's card.</summary>
    public ModelCard Model { get; }

    /// <summary>The provider.</summary>
    public ProviderOptions Provider { get; }

    /// <summary>What the configuration says of this deployment.</summary>
    public DeploymentOptions Options { get; }

    /// <summary>How requests are treated here: the deployment's settings over the model's over the defaults; every key set.</summary>
    public RequestPolicyOptions Policy { get; }

    /// <summary>The model's name at the provider.</summary>
    public string UpstreamModel { get; }

    /// <summary>Tokens of prompt and answer together, here.</summary>
    public int? ContextWindow { get; }

    /// <summary>
    /// Stands for the model at the provider, whatever else the configuration says of it: what is known of the place (its health, its
    /// queue) hangs on this object, and lives on while settings change.
    /// </summary>
    internal object Place { get; private set; } = new();

    /// <inheritdoc/>
    public override string ToString() => Id;

    /// <summary>Takes over the place of the deployment that stood here before, if it is the same one.</summary>
    internal Deployment After(Deployment? previous)
    {
        if (previous is not null && UpstreamModel == previous.UpstreamModel && Provider.Kind == previous.Provider.Kind
            && Provider.BaseUrl == previous.Provider.BaseUrl && Provider.ApiKeys == previous.Provider.ApiKeys)
        {
            Place = previous.Place;
        }

        return this;
    }

    /// <summary>The same deployment at an address that no configuration knows.</summary>
    internal Deployment At(Uri address) => new(Id, Model, Provider with { BaseUrl = address }, Options, Policy) { Place = Place };

    internal bool SameAs(Deployment other) =>
        Id == other.Id && Model == other.Model && Provider == other.Provider && Options == other.Options && Policy == other.Policy;
}
