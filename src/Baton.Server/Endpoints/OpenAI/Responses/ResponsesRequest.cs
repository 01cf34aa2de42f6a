using System.Collections.Frozen;
using System.Text.Json;
using Baton.Providers.OpenAI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>A request of the Responses API, checked; what a chat request says in a field of the same name is checked there.</summary>
internal sealed class ResponsesRequest
{
    /// <summary>Reasoning that only its own model can read, shown to callers who keep the conversation themselves.</summary>
    private const string EncryptedReasoning = "reasoning.encrypted_content";

    private static readonly FrozenSet<string> Known = new[]
    {
        "background", "conversation", "frequency_penalty", "include", "input", "instructions", "max_output_tokens", "metadata", "model",
        "parallel_tool_calls", "presence_penalty", "previous_response_id", "prompt", "prompt_cache_key", "prompt_cache_retention",
        "reasoning", "safety_identifier", "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice",
        "tools", "top_p", "truncation", "user",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly List<string> _dropped = [];

    private ResponsesRequest(WireObject body)
    {
        Body = body;
        RefuseWhatIsNotServed();
        Stream = body.Flag("stream", false);
        Store = body.Flag("store", true);
        MaxOutputTokens = body.Count("max_output_tokens");
        Instructions = body.Text("instructions");
        PreviousResponseId = body.Text("previous_response_id");
        User = body.Text("user") ?? body.Text("safety_identifier");
        CacheKey = body.Text("prompt_cache_key");
        Reasoning = body.Object("reasoning");
        Reasoning?.Text("effort");
        Format = body.Object("text") is { } text ? text.Object("format") : null;
        body.Object("stream_options");
        ParallelToolCalls = body.Flag("parallel_tool_calls", true);
        CheckMetadata();
        ShowsEncryptedReasoning = ReadInclude();
        Tools = ResponseTools.Read(body, Drop);
        NameWhatIsDropped();
    }

    /// <summary>The whole request.</summary>
    public WireObject Body { get; }

    public bool Stream { get; }

    /// <summary>Whether the answer is kept for later requests and look-ups.</summary>
    public bool Store { get; }

    public int? MaxOutputTokens { get; }

    public string? Instructions { get; }

    public string? PreviousResponseId { get; }

    /// <summary>The end user.</summary>
    public string? User { get; }

    /// <summary>What requests with the same beginning have in common: the same deployment has it in its cache.</summary>
    public string? CacheKey { get; }

    public WireObject? Reasoning { get; }

    /// <summary>The value of <c>text.format</c>.</summary>
    public WireObject? Format { get; }

    public bool ParallelToolCalls { get; }

    public ResponseTools Tools { get; }

    /// <summary>Whether reasoning items carry <c>encrypted_content</c>.</summary>
    public bool ShowsEncryptedReasoning { get; }

    /// <summary>Fields that are not served.</summary>
    public IReadOnlyList<string> Dropped => _dropped;

    /// <summary>Reads a request.</summary>
    /// <param name="json">The body's bytes; copied.</param>
    /// <returns>The request.</returns>
    /// <exception cref="BatonException">No JSON, or a field is missing, of a wrong type, or not served; <c>Param</c> names it.</exception>
    public static ResponsesRequest Read(ReadOnlySpan<byte> json) => new(WireObject.Read(json));

    private void RefuseWhatIsNotServed()
    {
        if (Body.Flag("background", false))
        {
            throw ChatRequestScanner.Invalid("'background' must be false: Baton answers while the caller waits.", "background");
        }

        if (Body["conversation"] is not null)
        {
            throw ChatRequestScanner.Invalid(
                "'conversation' is not served: go on from an earlier answer with 'previous_response_id', or send the items.", "conversation");
        }

        if (Body["prompt"] is not null)
        {
            throw ChatRequestScanner.Invalid("'prompt' names a template kept at OpenAI, which is not served: send 'instructions' and 'input'.", "prompt");
        }
    }

    private void CheckMetadata()
    {
        if (Body.Object("metadata") is { } metadata && !metadata.Json.EnumerateObject().All(pair => pair.Value.ValueKind == JsonValueKind.String))
        {
            throw ChatRequestScanner.Wrong("metadata", "an object of strings");
        }
    }

    private bool ReadInclude()
    {
        var include = Body.Texts("include");
        if (include.Exists(name => name != EncryptedReasoning))
        {
            Drop("include");
        }

        return include.Contains(EncryptedReasoning, StringComparer.Ordinal);
    }

    private void NameWhatIsDropped()
    {
        if (Body.Text("truncation") is { } truncation && truncation != "disabled")
        {
            Drop("truncation");
        }

        foreach (var field in Body.Json.EnumerateObject())
        {
            if (field.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False) && !Known.Contains(field.Name))
            {
                Drop(field.Name);
            }
        }
    }

    private void Drop(string field) => _dropped.Add(field);
}
