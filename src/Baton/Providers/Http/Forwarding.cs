using System.Text.Json;
using Baton.Models;

namespace Baton.Providers.Http;

/// <summary>Sends a forwarded request and reads its whole answer, with the usage that JSON answers report.</summary>
internal static class Forwarding
{
    /// <summary>Sends it.</summary>
    /// <param name="transport">The way out.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="message">The request, complete.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<ForwardedAnswer> SendAsync(
        UpstreamTransport transport, Deployment deployment, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var response = await transport.SendAsync(deployment, message, cancellationToken).ConfigureAwait(false);
        var body = await UpstreamBody.ReadAsync(deployment, response, cancellationToken).ConfigureAwait(false);
        var type = response.Content.Headers.ContentType;
        return new ForwardedAnswer(body, type?.ToString())
        {
            Usage = type?.MediaType == "application/json" ? UsageOf(deployment, body) : null,
        };
    }

    private static TokenUsage? UsageOf(Deployment deployment, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            {
                throw UpstreamErrors.FromErrorInside(deployment, body);
            }

            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
                ? new TokenUsage(
                    Count(usage, "prompt_tokens") ?? Count(usage, "input_tokens") ?? 0,
                    Output: Count(usage, "completion_tokens") ?? Count(usage, "output_tokens") ?? 0)
                : null;
        }
        catch (JsonException e)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} answered with something that is not JSON.", e);
        }
    }

    private static long? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var number) ? number : null;
}
