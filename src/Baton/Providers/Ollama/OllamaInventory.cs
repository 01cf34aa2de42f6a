using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Http;

namespace Baton.Providers.Ollama;

/// <summary>What is installed (<c>/api/tags</c>), what is loaded (<c>/api/ps</c>), and what each can do (<c>/api/show</c>).</summary>
internal sealed class OllamaInventory(UpstreamTransport transport)
{
    private const int AtOnce = 4;

    public async Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        var asked = AskedFor(provider);
        var loading = LoadedAsync(provider, asked, cancellationToken);
        var tags = await AskAsync(OllamaEndpoint.Get(provider, "tags"), asked, cancellationToken).ConfigureAwait(false);
        var models = Items(tags)
            .Select(m => (Name: Text(m, "name") ?? Text(m, "model"), Entry: m))
            .Where(m => m.Name is not null)
            .Select(m => new InstalledModel(m.Name!, SizeBytes: Count(m.Entry, "size"), Family: Text(Member(m.Entry, "details"), "family")))
            .ToArray();
        var loaded = await loading.ConfigureAwait(false);
        await Parallel.ForAsync(
            0, models.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var shown = await TryShowAsync(provider, asked, models[i].Name, token).ConfigureAwait(false);
                models[i] = OllamaShow.Complete(models[i] with { Loaded = loaded?.Contains(models[i].Name) }, shown);
            }).ConfigureAwait(false);
        return models;
    }

    /// <summary>Names of what is in memory; <c>null</c> where an old server does not say.</summary>
    private async Task<HashSet<string>?> LoadedAsync(ProviderOptions provider, Deployment asked, CancellationToken cancellationToken)
    {
        try
        {
            var ps = await AskAsync(OllamaEndpoint.Get(provider, "ps"), asked, cancellationToken).ConfigureAwait(false);
            return new(Items(ps).Select(m => Text(m, "name") ?? Text(m, "model")).OfType<string>(), StringComparer.Ordinal);
        }
        catch (UpstreamException)
        {
            return null;
        }
    }

    /// <summary>One model's details; a model that cannot be shown is listed all the same.</summary>
    private async Task<JsonElement?> TryShowAsync(ProviderOptions provider, Deployment asked, string name, CancellationToken cancellationToken)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = name });
            return await AskAsync(OllamaEndpoint.Post(provider, "show", body), asked, cancellationToken).ConfigureAwait(false);
        }
        catch (UpstreamException)
        {
            return null;
        }
    }

    private async Task<JsonElement> AskAsync(HttpRequestMessage request, Deployment asked, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var response = await transport.SendAsync(asked, request, cancellationToken).ConfigureAwait(false);
            var body = await UpstreamBody.ReadAsync(asked, response, cancellationToken).ConfigureAwait(false);
            try
            {
                return JsonElement.Parse(body.Span);
            }
            catch (JsonException e)
            {
                throw new UpstreamException(
                    ErrorCodes.UpstreamInvalidAnswer, $"{asked.Provider} at {request.RequestUri} did not answer as Ollama does.", e);
            }
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement list) =>
        Member(list, "models") is { ValueKind: JsonValueKind.Array } models ? models.EnumerateArray() : default;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Count(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : null;

    /// <summary>A deployment that stands for the whole server, for messages.</summary>
    private static Deployment AskedFor(ProviderOptions provider) => new(
        provider.Name, new ModelCard { Id = provider.Name }, provider,
        new DeploymentOptions { Provider = provider.Name }, RequestPolicyOptions.BuiltIn);
}
