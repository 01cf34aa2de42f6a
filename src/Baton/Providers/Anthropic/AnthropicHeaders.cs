using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>
/// The API's own headers. A caller's travel unchanged (WIRE 57) among <see cref="ChatOptions.AdditionalProperties"/>,
/// under names that begin with <c>baton.</c> and so never reach a body.
/// </summary>
public static class AnthropicHeaders
{
    /// <summary>Key of the caller's <c>anthropic-beta</c>: a string, several betas parted by commas.</summary>
    public const string BetaKey = "baton.anthropic-beta";

    /// <summary>Key of the caller's <c>anthropic-version</c>: a string.</summary>
    public const string VersionKey = "baton.anthropic-version";

    private const string Version = "2023-06-01";

    internal static void Write(HttpRequestHeaders headers, ChatOptions? options)
    {
        headers.TryAddWithoutValidation("anthropic-version", Said(options, VersionKey) ?? Version);
        if (Said(options, BetaKey) is { } beta)
        {
            headers.TryAddWithoutValidation("anthropic-beta", beta);
        }
    }

    private static string? Said(ChatOptions? options, string key)
    {
        if (options?.AdditionalProperties?.TryGetValue(key, out var value) != true)
        {
            return null;
        }

        var text = value is JsonElement { ValueKind: JsonValueKind.String } json ? json.GetString() : value as string;
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
