using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Detection;

/// <summary>Makes one configuration of all that was found.</summary>
internal static class FoundOptions
{
    /// <summary>Providers and models in the order found; a model that several offer gets a deployment at each.</summary>
    public static BatonOptions Combine(IEnumerable<Found> found)
    {
        var providers = new List<ProviderOptions>();
        var models = new List<ModelOptions>();
        foreach (var one in found.Where(f => f.Provider is not null && f.Models.Count > 0))
        {
            providers.Add(one.Provider!);
            foreach (var model in one.Models)
            {
                Add(models, model, one.Provider!.Name);
            }
        }

        return new BatonOptions { Providers = providers.ToEquatableArray(), Models = models.ToEquatableArray() };
    }

    private static void Add(List<ModelOptions> models, FoundModel model, string provider)
    {
        var deployment = new DeploymentOptions
        {
            Provider = provider,
            Model = model.UpstreamName,
            ContextWindow = model.ContextWindow,
            Simulate = model.Simulate,
            File = model.File,
            Embeddings = model.Embeddings,
        };
        var at = models.FindIndex(m => m.Card.Id == model.Card.Id);
        if (at < 0)
        {
            models.Add(new ModelOptions { Card = model.Card, Deployments = [deployment] });
        }
        else
        {
            var had = models[at];
            models[at] = had with
            {
                Card = had.Card with { Price = Dearer(had.Card.Price, model.Card.Price) },
                Deployments = [.. had.Deployments, deployment],
            };
        }
    }

    /// <summary>A card has one price for all of its deployments: the dearer one, so that a budget is never overrun; unknown if one is.</summary>
    private static TokenPrice? Dearer(TokenPrice? one, TokenPrice? other) => one is null || other is null ? null
        : one.Input + one.Output >= other.Input + other.Output ? one : other;
}
