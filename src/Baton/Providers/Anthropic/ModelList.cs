using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Http;

namespace Baton.Providers.Anthropic;

/// <summary>Reads <c>GET /v1/models</c>, page after page.</summary>
internal static class ModelList
{
    /// <summary>A server whose pages never end is not asked for ever.</summary>
    private const int MostPages = 50;

    public static async Task<IReadOnlyList<InstalledModel>> ReadAsync(
        UpstreamTransport transport, ProviderOptions provider, CancellationToken cancellationToken)
    {
        var asked = AskedFor(provider);
        var models = new List<InstalledModel>();
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var query = after is null ? "limit=1000" : $"limit=1000&after_id={Uri.EscapeDataString(after)}";
            var endpoint = AnthropicProvider.Endpoint(provider, "models", query);
            using var request = AnthropicProvider.Request(HttpMethod.Get, endpoint, provider, options: null);
            using var response = await transport.SendAsync(asked, request, cancellationToken).ConfigureAwait(false);
            var body = await UpstreamBody.ReadAsync(asked, response, cancellationToken).ConfigureAwait(false);
            after = ReadPage(provider, body, models);
            if (after is null)
            {
                break;
            }
        }

        return models;
    }

    /// <summary>Adds a page's models.</summary>
    /// <returns>After which id the next page begins; <c>null</c> where this was the last.</returns>
    private static string? ReadPage(ProviderOptions provider, ReadOnlyMemory<byte> body, List<InstalledModel> into)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            foreach (var model in root.GetProperty("data").EnumerateArray())
            {
                if (Json.Text(model, "id") is { } id && Json.Text(model, "lifecycle") is not "retired")
                {
                    into.Add(new InstalledModel(
                        id, ContextWindow: (int?)Json.Number(model, "max_input_tokens"), Capabilities: CapabilitiesOf(model),
                        Family: id.Contains("claude", StringComparison.OrdinalIgnoreCase) ? "claude" : null));
                }
            }

            var more = root.TryGetProperty("has_more", out var hasMore) && hasMore.ValueKind == JsonValueKind.True;
            return more ? Json.Text(root, "last_id") : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{provider} did not answer with a list of models.", e);
        }
    }

    private static EquatableArray<string>? CapabilitiesOf(JsonElement model)
    {
        if (!model.TryGetProperty("capabilities", out var known) || known.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Tools and JSON schemas are there with every model of this API: the one natively, the other by instruction.
        var can = new List<string> { Capabilities.Tools, Capabilities.JsonSchema };
        Add("image_input", Capabilities.Vision);
        Add("thinking", Capabilities.Reasoning);
        return can.ToEquatableArray();

        void Add(string name, string capability)
        {
            if (known.TryGetProperty(name, out var one) && one.ValueKind == JsonValueKind.Object
                && one.TryGetProperty("supported", out var supported) && supported.ValueKind == JsonValueKind.True)
            {
                can.Add(capability);
            }
        }
    }

    /// <summary>A deployment that stands for the provider as a whole, for messages.</summary>
    private static Deployment AskedFor(ProviderOptions provider) => new(
        provider.Name, new ModelCard { Id = provider.Name }, provider,
        new DeploymentOptions { Provider = provider.Name }, RequestPolicyOptions.BuiltIn);
}
