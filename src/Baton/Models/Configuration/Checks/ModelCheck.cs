using Baton.Models.Configuration.Sections;

namespace Baton.Models.Configuration.Checks;

/// <summary>A model's deployments name providers that there are, and keys that mean something there.</summary>
internal sealed class ModelCheck : IConfigurationCheck
{
    public void Check(BatonOptions options, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        foreach (var model in options.Models)
        {
            CheckEntry(model, $"models.{model.Card.Id}", options.Providers, marks, messages);
        }
    }

    /// <summary>Checks one entry, of the file or of an API's body.</summary>
    /// <param name="model">The entry.</param>
    /// <param name="path">Its path; empty for an API's body.</param>
    /// <param name="providers">The providers that there are.</param>
    /// <param name="marks">Where each key stands.</param>
    /// <param name="messages">Takes what is found.</param>
    public static void CheckEntry(
        ModelOptions model, string path, IReadOnlyCollection<ProviderOptions> providers, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        var isShort = !marks.Has(prefix + "deployments");
        for (var i = 0; i < model.Deployments.Count; i++)
        {
            CheckDeployment(model, model.Deployments[i], isShort ? prefix : $"{prefix}deployments[{i}].", providers, marks, messages);
        }

        if (model.Card.Capabilities is { } capabilities)
        {
            CheckCapabilities(capabilities, prefix + "capabilities", marks, messages);
        }
    }

    /// <summary>Warns of capabilities that Baton does not know: they may be a slip, or one's own.</summary>
    public static void CheckCapabilities(EquatableArray<string> names, string path, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (!Capabilities.All.Contains(names[i]))
            {
                messages.Warning(
                    marks.Value($"{path}[{i}]"), $"{path}[{i}]",
                    $"{path}: no capability '{names[i]}' is known; it counts only where a role requires the same word.{NearestNames.Suggest(names[i], Capabilities.All)}");
            }
        }
    }

    private static void CheckDeployment(
        ModelOptions model,
        DeploymentOptions deployment,
        string prefix,
        IReadOnlyCollection<ProviderOptions> providers,
        ConfigurationMarks marks,
        ConfigurationMessages messages)
    {
        // A missing name has been reported where it is missing.
        if (deployment.Provider.Length == 0)
        {
            return;
        }

        if (providers.FirstOrDefault(p => p.Name == deployment.Provider) is not { } provider)
        {
            messages.Error(
                marks.Value(prefix + "provider"), prefix + "provider",
                $"{prefix}provider: there is no provider '{deployment.Provider}'.{Known(deployment.Provider, providers)}", ErrorCodes.NotAllowed);
            return;
        }

        foreach (var key in DeploymentSection.Shared)
        {
            var path = prefix + key.Name;
            if (key.Only.Count > 0 && provider.Kind.Length > 0 && !key.Only.Contains(provider.Kind) && marks.Has(path))
            {
                messages.Warning(
                    marks.Key(path), path,
                    $"{path} means nothing at '{provider.Name}', which is of the kind {provider.Kind}; it is for {string.Join(", ", key.Only)}.");
            }
        }

        if (deployment.ContextWindow > model.Card.ContextWindow)
        {
            messages.Warning(
                marks.Value(prefix + "context_window"), prefix + "context_window",
                $"{prefix}context_window is larger than the model's own {model.Card.ContextWindow}.");
        }
    }

    private static string Known(string written, IReadOnlyCollection<ProviderOptions> providers)
    {
        var names = providers.Select(p => p.Name).ToArray();
        var near = NearestNames.Suggest(written, names);
        return near.Length > 0 ? near
            : names.Length == 0 ? " None is configured: add it to 'providers'."
            : $" There are {string.Join(", ", names.Take(10))}.";
    }
}
