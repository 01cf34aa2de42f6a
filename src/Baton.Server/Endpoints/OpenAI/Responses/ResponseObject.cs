using System.Buffers;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Server.Pipeline;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>The <c>response</c> object: what was asked for, how far it is, and what came of it.</summary>
internal sealed class ResponseObject(ResponsesRequest request, long createdAt)
{
    public string Id { get; } = ItemIds.Response();

    /// <summary>The model's name, as the upstream says it.</summary>
    public string Model { get; set; } = "";

    /// <summary><c>in_progress</c>, <c>completed</c>, <c>incomplete</c> or <c>failed</c>.</summary>
    public string Status { get; private set; } = "in_progress";

    private string? _incomplete;
    private ErrorBody? _error;
    private TokenUsage? _usage;
    private long? _completedAt;

    public IReadOnlyList<OutputItem> Output { get; set; } = [];

    /// <summary>Ends it well, or at a bound.</summary>
    /// <param name="finish">The chat wire's word for the end.</param>
    /// <param name="usage">What it used.</param>
    /// <param name="now">The time, in seconds.</param>
    public void Complete(string finish, TokenUsage usage, long now)
    {
        _incomplete = finish switch { "length" => "max_output_tokens", "content_filter" => "content_filter", _ => null };
        Status = _incomplete is null ? "completed" : "incomplete";
        _usage = usage;
        _completedAt = _incomplete is null ? now : null;
    }

    /// <summary>Ends it by a failure.</summary>
    public void Fail(ErrorBody error)
    {
        Status = "failed";
        _error = error;
    }

    /// <summary>The object as bytes.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(2_048);
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            Write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the object.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("object", "response");
        writer.WriteNumber("created_at", createdAt);
        writer.WriteString("status", Status);
        writer.WriteBoolean("background", false);
        if (_completedAt is { } completed)
        {
            writer.WriteNumber("completed_at", completed);
        }

        WriteError(writer);
        WriteIncomplete(writer);
        writer.WriteString("model", Model);
        writer.WriteStartArray("output");
        foreach (var item in Output)
        {
            item.Write(writer, request.ShowsEncryptedReasoning);
        }

        writer.WriteEndArray();
        RequestEcho.Write(writer, request);
        WriteUsage(writer);
        writer.WriteEndObject();
    }

    private void WriteError(Utf8JsonWriter writer)
    {
        if (_error is null)
        {
            writer.WriteNull("error");
            return;
        }

        writer.WriteStartObject("error");
        writer.WriteString("code", _error.Code ?? "server_error");
        writer.WriteString("message", _error.Message);
        writer.WriteEndObject();
    }

    private void WriteIncomplete(Utf8JsonWriter writer)
    {
        if (_incomplete is null)
        {
            writer.WriteNull("incomplete_details");
            return;
        }

        writer.WriteStartObject("incomplete_details");
        writer.WriteString("reason", _incomplete);
        writer.WriteEndObject();
    }

    private void WriteUsage(Utf8JsonWriter writer)
    {
        if (_usage is not { } usage)
        {
            writer.WriteNull("usage");
            return;
        }

        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", usage.Prompt);
        writer.WriteStartObject("input_tokens_details");
        writer.WriteNumber("cached_tokens", usage.CacheRead);
        writer.WriteEndObject();
        writer.WriteNumber("output_tokens", usage.Output);
        writer.WriteStartObject("output_tokens_details");
        writer.WriteNumber("reasoning_tokens", usage.Reasoning);
        writer.WriteEndObject();
        writer.WriteNumber("total_tokens", usage.Prompt + usage.Output);
        writer.WriteEndObject();
    }
}
