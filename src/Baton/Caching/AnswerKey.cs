using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Baton.Providers;
using Baton.Providers.Anthropic.Inbound;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Caching;

/// <summary>The hash of all that an answer depends on: equal requests have equal ones, whatever the order of their fields.</summary>
internal readonly record struct AnswerKey(UInt128 High, UInt128 Low)
{
    /// <summary>Hashes a request.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options.</param>
    /// <param name="scope">Whose answer it is, the target that would give it, and what that adds to the messages.</param>
    /// <returns>The key; <c>null</c> where something of the request cannot be told apart by its looks.</returns>
    public static AnswerKey? Of(IEnumerable<ChatMessage> messages, ChatOptions options, params ReadOnlySpan<string?> scope)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartArray();
            foreach (var part in scope)
            {
                writer.WriteStringValue(part);
            }

            if (!TryWrite(writer, messages, options))
            {
                return null;
            }

            writer.WriteEndArray();
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return new AnswerKey(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    private static bool TryWrite(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var raw = options.RawRepresentationFactory?.Target;
        if ((raw is RawChatRequest chat && chat.Describes(messages, options)) || (raw is RawMessagesRequest other && other.Describes(messages, options)))
        {
            using var body = JsonDocument.Parse(((IHeldBody)raw).Body, new JsonDocumentOptions { MaxDepth = 256 });
            if (HasSeveralOrLogprobs(body.RootElement))
            {
                return false;
            }

            CanonicalJson.WriteBody(writer, body.RootElement);
            return true;
        }

        // What another's factory makes of the options cannot be seen from here.
        return options.RawRepresentationFactory is null or { Target: RawChatRequest } && TypedRequest.TryWrite(writer, messages, options);
    }

    /// <summary>Both show in a stream in another way than in a whole answer, and are not kept.</summary>
    private static bool HasSeveralOrLogprobs(JsonElement body) =>
        (body.TryGetProperty("n", out var n) && n.ValueKind == JsonValueKind.Number && n.GetDouble() > 1)
        || (body.TryGetProperty("logprobs", out var logprobs) && logprobs.ValueKind == JsonValueKind.True)
        || body.TryGetProperty("audio", out _);
}
