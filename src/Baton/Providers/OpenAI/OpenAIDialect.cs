using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Providers.OpenAI;

/// <summary>
/// What one server of the OpenAI wire takes and what it is known to reject. Sources: the vendors' API references
/// (OpenAI, Groq's and Mistral's compatibility notes) as of 2026; a server that is not listed gets the widest form.
/// </summary>
/// <param name="MaxCompletionTokens">Whether the answer's bound is called <c>max_completion_tokens</c> there (WIRE 29).</param>
/// <param name="Developer">Whether it knows the role <c>developer</c> (WIRE 30).</param>
/// <param name="ReasoningInHistory">Whether it takes an earlier answer's reasoning back (WIRE 35).</param>
/// <param name="Rejected">Top-level fields that it answers with an error (WIRE 31).</param>
/// <param name="StreamOptions">Whether it takes <c>stream_options</c>.</param>
internal sealed record OpenAIDialect(
    bool MaxCompletionTokens = false,
    bool Developer = false,
    bool ReasoningInHistory = true,
    bool StreamOptions = true,
    EquatableArray<string> Rejected = default)
{
    private static readonly OpenAIDialect Any = new();

    private static readonly (string Host, OpenAIDialect Dialect)[] Known =
    [
        ("api.openai.com", new OpenAIDialect(MaxCompletionTokens: true, Developer: true, ReasoningInHistory: false)),
        ("openai.azure.com", new OpenAIDialect(MaxCompletionTokens: true, Developer: true, ReasoningInHistory: false)),
        ("api.groq.com", new OpenAIDialect(ReasoningInHistory: false, Rejected: ["logprobs", "logit_bias", "top_logprobs"])),
        ("api.mistral.ai", new OpenAIDialect(
            ReasoningInHistory: false, StreamOptions: false,
            Rejected: ["logprobs", "top_logprobs", "logit_bias", "user", "store", "service_tier"])),
        ("api.deepseek.com", new OpenAIDialect(ReasoningInHistory: false)),
    ];

    /// <summary>The dialect of a provider, told by its address.</summary>
    public static OpenAIDialect Of(ProviderOptions provider)
    {
        var host = provider.BaseUrl?.Host ?? (provider.Kind == ProviderKinds.OpenAI ? "api.openai.com" : "");
        foreach (var (known, dialect) in Known)
        {
            if (host.Equals(known, StringComparison.OrdinalIgnoreCase)
                || (host.EndsWith(known, StringComparison.OrdinalIgnoreCase) && host[^(known.Length + 1)] == '.'))
            {
                return dialect;
            }
        }

        return Any;
    }
}
