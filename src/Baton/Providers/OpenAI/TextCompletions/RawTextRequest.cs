using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.TextCompletions;

/// <summary>
/// A request of the older completions, as the wire that it came on says it and as a chat request. It is routed as the
/// chat; a server of OpenAI's wire gets it as it is, any other provider, and a server without that endpoint, the chat.
/// </summary>
/// <param name="fields">The request's fields.</param>
/// <param name="prompt">The one prompt of it that is asked.</param>
/// <param name="chat">The same as a chat request.</param>
/// <param name="unsayable">The field that no chat can say, such as <c>suffix</c>; <c>null</c> where there is none.</param>
internal sealed class RawTextRequest(JsonElement fields, JsonElement prompt, RawChatRequest chat, string? unsayable)
{
    /// <summary>The same as a chat request.</summary>
    public RawChatRequest Chat => chat;

    /// <summary>The field that no chat can say; <c>null</c> where a chat says all.</summary>
    public string? Unsayable => unsayable;

    /// <summary>For <see cref="ChatOptions.RawRepresentationFactory"/>: hands the request to a client that can take it.</summary>
    public object Represent(IChatClient client) => this;

    /// <summary>Why a target without the endpoint cannot serve the request.</summary>
    public static string WhyNot(string field) =>
        $"'{field}' can be said to servers with OpenAI's older completions only, and none of them is asked here: leave it out, or name such a model.";

    /// <summary>The body for one upstream.</summary>
    /// <param name="model">The model's name there.</param>
    /// <param name="dialect">What it takes.</param>
    /// <returns>The bytes.</returns>
    public byte[] Body(string model, OpenAIDialect dialect)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("model", model);
            writer.WritePropertyName("prompt");
            prompt.WriteTo(writer);
            foreach (var field in fields.EnumerateObject())
            {
                if (field.Name is not ("model" or "prompt" or "n" or "stream" or "stream_options") && field.Value.ValueKind != JsonValueKind.Null)
                {
                    field.WriteTo(writer);
                }
            }

            if (chat.Facts.Stream)
            {
                writer.WriteBoolean("stream", true);
                if (dialect.StreamOptions)
                {
                    writer.WriteStartObject("stream_options");
                    writer.WriteBoolean("include_usage", true);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
