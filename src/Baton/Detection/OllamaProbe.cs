using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;

namespace Baton.Detection;

/// <summary>Looks for Ollama at <c>OLLAMA_HOST</c>, else on its usual port.</summary>
internal sealed class OllamaProbe(Inventories inventories, TimeProvider time)
{
    private const string Usual = "127.0.0.1:11434";

    /// <summary>
    /// The context window that is asked for where a model allows more: Ollama's own default is smaller and cuts in silence, and
    /// a model's largest window may take more memory than there is.
    /// </summary>
    private const int ContextWindow = 8_192;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<Found> LookAsync(Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var said = environment("OLLAMA_HOST")?.Trim() is { Length: > 0 } host ? host : null;
        if (Address(said ?? Usual) is not { } address)
        {
            return Found.Nothing with { Notes = ["ollama: OLLAMA_HOST is no address; Ollama was left out. Write it like host:11434."] };
        }

        var provider = new ProviderOptions { Name = "ollama", Kind = ProviderKinds.Ollama, BaseUrl = address };
        var (listed, failure) = await inventories.AskAsync(provider, Limit, time, cancellationToken).ConfigureAwait(false);
        if (listed is null)
        {
            // Nobody asked for the usual port: that nothing is there is no news.
            return said is null && failure!.Code == ErrorCodes.UpstreamUnreachable
                ? Found.Nothing
                : Found.Nothing with { Notes = [$"ollama at {address.Authority} was left out: {failure!.Message.TrimEnd('.')}."] };
        }

        var models = listed.Where(Chats).OrderByDescending(m => m.Loaded == true).Select(ToModel).ToArray();
        return models.Length == 0
            ? Found.Nothing with { Notes = [$"ollama at {address.Authority} has no model that chats yet: `ollama pull` one."] }
            : new Found(provider, models)
            {
                Findings = [$"ollama at {address.Authority}: {string.Join(", ", models.Select(m => m.Card.Id))}"],
            };
    }

    /// <summary><c>host</c>, <c>host:port</c>, <c>:port</c> or a URL; the address that a server binds to all of (<c>0.0.0.0</c>) is reached at the loopback.</summary>
    public static Uri? Address(string host)
    {
        var hasScheme = host.Contains("://", StringComparison.Ordinal);
        var text = hasScheme ? host : $"http://{(host.StartsWith(':') ? "127.0.0.1" : "")}{host}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.Host.Length == 0)
        {
            return null;
        }

        var builder = new UriBuilder(parsed);
        if (!hasScheme && parsed.IsDefaultPort && !host.EndsWith(":80", StringComparison.Ordinal))
        {
            builder.Port = 11434;
        }

        if (parsed.Host is "0.0.0.0" or "[::]")
        {
            builder.Host = "127.0.0.1";
        }

        return builder.Uri;
    }

    private static bool Chats(InstalledModel model) => model.Capabilities is { } can
        ? !can.Contains(Capabilities.Embeddings) || can.Contains(Capabilities.JsonSchema)
        : !NoChat.Is(model.Name);

    private static FoundModel ToModel(InstalledModel model) => new(
        new ModelCard
        {
            Id = model.Name.EndsWith(":latest", StringComparison.Ordinal) ? model.Name[..^7] : model.Name,
            Family = model.Family,
            ContextWindow = model.ContextWindow,
            Capabilities = model.Capabilities,
            Strengths = model.Name.Contains("code", StringComparison.OrdinalIgnoreCase) ? [TaskType.Coding] : [],
        },
        model.Name.EndsWith(":latest", StringComparison.Ordinal) ? model.Name : null,
        Math.Min(model.ContextWindow ?? ContextWindow, ContextWindow));
}
