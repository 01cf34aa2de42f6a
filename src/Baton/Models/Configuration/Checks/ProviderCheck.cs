using Baton.Models.Configuration.Sections;

namespace Baton.Models.Configuration.Checks;

/// <summary>What a provider's kind demands, and what means nothing for it.</summary>
internal sealed class ProviderCheck : IConfigurationCheck
{
    public void Check(BatonOptions options, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        foreach (var provider in options.Providers)
        {
            // Without a kind nothing more can be said, and that it is missing has been.
            if (provider.Kind.Length > 0)
            {
                CheckOne(provider, $"providers.{provider.Name}", marks, messages);
            }
        }

        if (options.Models.IsEmpty && !options.Providers.IsEmpty && !messages.HasErrors)
        {
            messages.Warning(marks.Key("providers"), "providers", "there are providers and no models: add 'models' that name them.");
        }
    }

    private static void CheckOne(ProviderOptions provider, string path, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        foreach (var key in ProviderSection.Section.Keys)
        {
            if (key.Only.Count > 0 && !key.Only.Contains(provider.Kind) && marks.Has($"{path}.{key.Name}"))
            {
                messages.Warning(
                    marks.Key($"{path}.{key.Name}"), $"{path}.{key.Name}",
                    $"{path}.{key.Name} means nothing for the kind {provider.Kind}; it is for {string.Join(", ", key.Only)}.");
            }
        }

        if (marks.Has($"{path}.api_key") && marks.Has($"{path}.api_keys"))
        {
            messages.Error(marks.Key($"{path}.api_key"), $"{path}.api_key", $"{path} has both api_key and api_keys: put all into api_keys.");
        }

        if (provider.Kind == ProviderKinds.LlamaServer)
        {
            CheckLlamaServer(provider, path, marks, messages);
        }
        else if (provider.ApiKeys.IsEmpty && NeedsKey(provider))
        {
            messages.Warning(
                marks.Key(path), path, $"{path} has no api_key, and the vendor will refuse requests without one: set api_key, best to \"${{NAME}}\" of the environment.");
        }
    }

    private static void CheckLlamaServer(ProviderOptions provider, string path, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        if (provider is { BaseUrl: not null, Command: not null })
        {
            messages.Error(
                marks.Key($"{path}.command"), $"{path}.command", $"{path} has both base_url (a running server) and command (one to start): keep one of them.");
        }
        else if (provider is { BaseUrl: null, Command: null } && !marks.Has($"{path}.base_url") && !marks.Has($"{path}.command"))
        {
            messages.Error(
                marks.Key(path), path, $"{path} needs a base_url, where llama-server already runs, or a command that starts it, such as llama-server.");
        }
    }

    private static bool NeedsKey(ProviderOptions provider) => provider.Kind switch
    {
        ProviderKinds.OpenAI => provider.BaseUrl is null || provider.BaseUrl.Host == "api.openai.com",
        ProviderKinds.Anthropic => provider.BaseUrl is null || provider.BaseUrl.Host == "api.anthropic.com",
        _ => false,
    };
}
