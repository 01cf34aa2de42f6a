using System.Buffers;
using System.Text.Json;
using Baton.Models;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Writes a typed call as a request of the Messages API. Absent optionals are left out (WIRE 34).</summary>
internal sealed class MessagesRequestWriter
{
    /// <summary>The bound on an answer where neither the caller nor the model's card says one: every model takes it.</summary>
    private const int UsualMaxTokens = 4_096;

    private readonly Deployment _deployment;
    private readonly ClaudeDialect _dialect;
    private readonly ChatOptions _options;
    private readonly Dialogue _dialogue;
    private readonly int _maxTokens;
    private readonly Thinking? _thinking;
    private readonly RequestRecord? _record;

    private MessagesRequestWriter(IEnumerable<ChatMessage> messages, ChatOptions options, Deployment deployment, string? instruction)
    {
        _deployment = deployment;
        _options = options;
        _record = (options as IRecordedOptions)?.Record;
        _dialect = ClaudeDialect.Of(deployment.UpstreamModel);
        _dialogue = Dialogue.Of(messages, options.Instructions, deployment.UpstreamModel);
        if (instruction is not null)
        {
            _dialogue.System.Add(new TextContent(instruction));
        }

        _maxTokens = MaxTokens(options, deployment.Model, _dialect);
        _thinking = Thinking.Choose(options, _dialect, _dialogue, _maxTokens);
    }

    /// <summary>Writes the request.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options; where they carry a record, what the API cannot take is named there.</param>
    /// <param name="deployment">Whom it goes to.</param>
    /// <param name="instruction">What the system prompt ends with, beyond what the caller said.</param>
    /// <param name="stream">Whether the answer is to be streamed.</param>
    /// <returns>The body.</returns>
    /// <exception cref="UpstreamException">The request holds something that the API has no form for.</exception>
    public static ReadOnlyMemory<byte> Write(
        IEnumerable<ChatMessage> messages, ChatOptions options, Deployment deployment, string? instruction, bool stream)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, Json.Writing))
        {
            new MessagesRequestWriter(messages, options, deployment, instruction).Write(writer, stream);
        }

        return buffer.WrittenMemory;
    }

    private static int MaxTokens(ChatOptions options, ModelCard card, ClaudeDialect dialect)
    {
        if ((options.MaxOutputTokens ?? card.MaxOutputTokens) is { } said)
        {
            return said;
        }

        // Thoughts count against the bound, so a budget for them comes on top.
        return UsualMaxTokens + (Thinking.IsAsked(options) && !dialect.AdaptiveThinking
            ? Thinking.UsualBudget(options.Reasoning!.Effort!.Value)
            : 0);
    }

    private void Write(Utf8JsonWriter writer, bool stream)
    {
        writer.WriteStartObject();
        writer.WriteString("model", _deployment.UpstreamModel);
        writer.WriteNumber("max_tokens", _maxTokens);
        if (stream)
        {
            writer.WriteBoolean("stream", true);
        }

        WriteSystem(writer);
        WriteTurns(writer);
        ToolWriter.Write(writer, _options, _dialogue, _record);
        SamplingWriter.Write(writer, _options, _dialect, _thinking is not null, _record);
        var others = OtherFields.Write(writer, _options, _deployment, !Thinking.IsInsideUnthoughtToolCall(_dialogue), _record);
        WriteThinking(writer, others);
        writer.WriteEndObject();
    }

    private void WriteThinking(Utf8JsonWriter writer, OtherFields.Written others)
    {
        if (others.HasThinking)
        {
            return; // The caller speaks the API's own language.
        }

        if (_thinking is not null)
        {
            (others.HasOutputConfig ? _thinking with { Effort = null } : _thinking).Write(writer);
        }
        else if (Thinking.IsAsked(_options))
        {
            _record?.Drop("reasoning_effort");
        }
    }

    private void WriteSystem(Utf8JsonWriter writer)
    {
        var parts = _dialogue.System;
        if (parts.Count == 0)
        {
            return;
        }

        if (parts.TrueForAll(part => BlockWriter.CacheControl(part) is null))
        {
            writer.WriteString("system", string.Join("\n\n", parts.Select(part => part.Text)));
            return;
        }

        writer.WriteStartArray("system");
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "text");
            writer.WriteString("text", part.Text);
            BlockWriter.WriteCacheControl(writer, part);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteTurns(Utf8JsonWriter writer)
    {
        var blocks = new BlockWriter(writer, new ToolCallIds());
        writer.WriteStartArray("messages");
        foreach (var turn in _dialogue.Turns)
        {
            writer.WriteStartObject();
            writer.WriteString("role", turn.FromUser ? "user" : "assistant");
            writer.WriteStartArray("content");
            foreach (var content in turn.Contents)
            {
                blocks.Write(content);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
