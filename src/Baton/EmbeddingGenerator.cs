using System.Net.Http.Headers;
using System.Text.Json;
using Baton.Models;
using Baton.Providers;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>
/// Embeddings over the orchestra, for programs: <see cref="EmbeddingGenerationOptions.ModelId"/> says who is wanted, as a chat's does
/// (default <c>auto</c>: a model that declares <c>embeddings</c>).
/// </summary>
/// <param name="orchestra">The orchestra.</param>
/// <param name="model">The name where the call says none.</param>
public sealed class EmbeddingGenerator(Orchestra orchestra, string model = "auto") : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <inheritdoc/>
    /// <exception cref="BatonException">No candidate answered, or none serves embeddings.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var texts = values.ToArray();
        if (texts.Length == 0)
        {
            return [];
        }

        var request = new ForwardedRequest("embeddings", options?.ModelId ?? model, deployment => Body(deployment, texts, options?.Dimensions))
        {
            Requires = Capabilities.Embeddings,
            InputTokens = texts.Sum(t => (t.Length / 4) + 1),
            Check = (deployment, answer) => Vectors(deployment, answer).Count == texts.Length
                ? answer
                : throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} did not answer with a vector for every text."),
        };
        var answer = await orchestra.ForwardAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
        var vectors = Vectors(deployment: null, answer);
        return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(v => new Embedding<float>(v)))
        {
            Usage = answer.Usage is { } used ? new UsageDetails { InputTokenCount = used.Input, TotalTokenCount = used.Input } : null,
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The orchestra belongs to whoever made it.
    }

    private static ByteArrayContent Body(Deployment deployment, string[] texts, int? dimensions)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["model"] = deployment.UpstreamModel, ["input"] = texts };
        if (dimensions is { } wanted)
        {
            body["dimensions"] = wanted;
        }

        return new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private static List<float[]> Vectors(Deployment? deployment, ForwardedAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return [.. document.RootElement.GetProperty("data").EnumerateArray()
                .Select(d => d.GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()).ToArray())];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment?.Id ?? "It"} answered with something that is no list of vectors.", e);
        }
    }
}
