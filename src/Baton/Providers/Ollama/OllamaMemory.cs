using System.Text.Json;
using Baton.Models;
using Baton.Providers.Http;

namespace Baton.Providers.Ollama;

/// <summary>A model in an Ollama server's memory.</summary>
/// <param name="Name">Its name, with its tag.</param>
/// <param name="Bytes">What it takes, the machine's memory and the graphics cards' together; <c>null</c> where the server does not say.</param>
internal sealed record LoadedModel(string Name, long? Bytes);

/// <summary>What an Ollama server has in memory, and having a model in it or not: a question without a prompt, and how long it stays (Ollama's API reference, "Load a model").</summary>
internal sealed class OllamaMemory(UpstreamTransport transport)
{
    /// <summary>For ever, in Ollama's words.</summary>
    private const int ForEver = -1;

    /// <summary>What is in memory now (<c>/api/ps</c>).</summary>
    /// <exception cref="UpstreamException">It cannot be asked, or is too old to say.</exception>
    public async Task<IReadOnlyList<LoadedModel>> LoadedAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        using var request = OllamaEndpoint.Get(deployment.Provider, "ps");
        using var response = await transport.SendAsync(deployment, request, cancellationToken).ConfigureAwait(false);
        var body = await UpstreamBody.ReadAsync(deployment, response, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(body);
            return [.. document.RootElement.GetProperty("models").EnumerateArray().Select(m => new LoadedModel(
                m.GetProperty(m.TryGetProperty("name", out _) ? "name" : "model").GetString()!,
                m.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Number ? size.GetInt64() : null))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Provider} did not say what it has loaded.", e);
        }
    }

    /// <summary>Has the model loaded; ends when it is. It stays as <c>keep_alive</c> says, or as the server is used to.</summary>
    /// <exception cref="UpstreamException">It cannot be loaded.</exception>
    public Task LoadAsync(Deployment deployment, CancellationToken cancellationToken) => AskAsync(deployment, KeepAliveOf(deployment), cancellationToken);

    /// <summary>Lets the model go, as soon as nobody uses it there.</summary>
    /// <exception cref="UpstreamException">The server cannot be asked.</exception>
    public Task UnloadAsync(Deployment deployment, CancellationToken cancellationToken) => AskAsync(deployment, 0, cancellationToken);

    /// <summary>How long it is to stay after a request, in seconds; <c>null</c>: nobody said.</summary>
    public static double? KeepAliveOf(Deployment deployment) => deployment.Options.Pin ? ForEver : deployment.Options.KeepAlive?.TotalSeconds;

    private async Task AskAsync(Deployment deployment, double? keepAlive, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["model"] = deployment.UpstreamModel, ["stream"] = false };
        if (keepAlive is { } seconds)
        {
            body["keep_alive"] = seconds;
        }

        if (deployment.ContextWindow is { } window && keepAlive != 0)
        {
            body["options"] = new Dictionary<string, int>(StringComparer.Ordinal) { ["num_ctx"] = window }; // With another it would be loaded again for the first request.
        }

        using var request = OllamaEndpoint.Post(deployment.Provider, "generate", JsonSerializer.SerializeToUtf8Bytes(body));
        using var response = await transport.SendAsync(deployment, request, cancellationToken).ConfigureAwait(false);
        await UpstreamBody.ReadAsync(deployment, response, cancellationToken).ConfigureAwait(false);
    }
}
