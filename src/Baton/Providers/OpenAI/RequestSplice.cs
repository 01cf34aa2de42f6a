using System.Globalization;
using System.Text;
using System.Text.Json;
using Baton.Telemetry;

namespace Baton.Providers.OpenAI;

/// <summary>
/// A raw request as one upstream wants it: its bytes with a few stretches replaced. Only <c>model</c>,
/// <c>stream_options.include_usage</c> (WIRE 26), the name of the answer's bound (29) and the role <c>developer</c> (30)
/// are ever replaced, and a bound that a budget sets is put in; what must be taken out is taken out first, the slow way (31, 35).
/// </summary>
internal static class RequestSplice
{
    private static readonly byte[] SystemRole = "\"system\""u8.ToArray();
    private static readonly byte[] MaxTokens = "\"max_tokens\""u8.ToArray();
    private static readonly byte[] MaxCompletionTokens = "\"max_completion_tokens\""u8.ToArray();
    private static readonly byte[] WithUsage = ",\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] UsageFirst = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] UsageAlone = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>Makes the content to send.</summary>
    /// <param name="request">The caller's request.</param>
    /// <param name="model">The model's name at the upstream as a JSON string, quotes included.</param>
    /// <param name="dialect">What the upstream takes.</param>
    /// <param name="record">Where dropped fields are named.</param>
    /// <param name="bound">A bound on the answer to put in, where the request has none; <c>null</c>: none.</param>
    /// <returns>The content; it holds a use of the request's buffer until it is disposed and written.</returns>
    public static HttpContent Make(RawChatRequest request, byte[] model, OpenAIDialect dialect, RequestRecord? record, int? bound = null)
    {
        var fitted = Fit(request, dialect, record);
        var edits = Edits(fitted, model, dialect, bound);
        var content = new SplicedContent(fitted, edits);
        if (!ReferenceEquals(fitted, request))
        {
            fitted.Release(); // The content holds its own use.
        }

        return content;
    }

    private static RawChatRequest Fit(RawChatRequest request, OpenAIDialect dialect, RequestRecord? record)
    {
        var fitted = request;
        var facts = request.Facts;
        if (facts.HasReasoning && !dialect.ReasoningInHistory)
        {
            fitted = Again(RequestRewriter.WithoutReasoning(fitted.Body));
        }

        List<string>? rejected = null;
        if (facts.HasOtherFields || facts.User is not null)
        {
            foreach (var field in dialect.Rejected)
            {
                if (Has(fitted, field))
                {
                    (rejected ??= []).Add(field);
                    record?.Drop(field);
                }
            }
        }

        if (!facts.StreamOptions.IsEmpty && (!dialect.StreamOptions || !facts.Stream))
        {
            (rejected ??= []).Add("stream_options"); // Unstreamed, OpenAI itself rejects it.
        }

        if (!facts.MaxTokensName.IsEmpty && !facts.MaxCompletionTokensName.IsEmpty)
        {
            (rejected ??= []).Add("max_tokens"); // The newer name says the same; both together are rejected by some.
        }

        return rejected is null ? fitted : Again(RequestRewriter.Without(fitted.Body, rejected));
    }

    private static RawChatRequest Again(byte[] body) => RawChatRequest.Parse(body, body.Length);

    private static bool Has(RawChatRequest request, string field)
    {
        using var document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.TryGetProperty(field, out _);
    }

    private static ByteEdit[] Edits(RawChatRequest request, byte[] model, OpenAIDialect dialect, int? bound)
    {
        var facts = request.Facts;
        var edits = new List<ByteEdit>(2 + (facts.DeveloperRoles?.Count ?? 0)) { new(facts.Model, model) };
        if (facts.Stream && !facts.IncludeUsage && dialect.StreamOptions)
        {
            edits.Add(UsageEdit(facts));
        }

        if (bound is { } most)
        {
            ReadOnlySpan<byte> name = dialect.MaxCompletionTokens ? MaxCompletionTokens : MaxTokens;
            edits.Add(new ByteEdit(new ByteRange(facts.End, 0), [(byte)',', .. name, (byte)':', .. Encoding.ASCII.GetBytes(most.ToString(CultureInfo.InvariantCulture))]));
        }

        if (!facts.MaxTokensName.IsEmpty && facts.MaxTokens is not null && dialect.MaxCompletionTokens)
        {
            edits.Add(new ByteEdit(facts.MaxTokensName, MaxCompletionTokens));
        }
        else if (!facts.MaxCompletionTokensName.IsEmpty && !dialect.MaxCompletionTokens)
        {
            edits.Add(new ByteEdit(facts.MaxCompletionTokensName, MaxTokens));
        }

        if (facts.DeveloperRoles is { } roles && !dialect.Developer)
        {
            edits.AddRange(roles.Select(role => new ByteEdit(role, SystemRole)));
        }

        edits.Sort(static (a, b) => a.Range.Start.CompareTo(b.Range.Start));
        return [.. edits];
    }

    private static ByteEdit UsageEdit(ChatRequestFacts facts)
    {
        if (facts.StreamOptions.IsEmpty)
        {
            return new ByteEdit(new ByteRange(facts.End, 0), WithUsage);
        }

        if (!facts.IncludeUsageValue.IsEmpty)
        {
            return new ByteEdit(facts.IncludeUsageValue, True);
        }

        return new ByteEdit(new ByteRange(facts.StreamOptions.Start + 1, 0), facts.StreamOptionsEmpty ? UsageAlone : UsageFirst);
    }
}
