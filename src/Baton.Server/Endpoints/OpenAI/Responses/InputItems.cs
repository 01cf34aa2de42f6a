using System.Buffers;
using System.Text.Json;
using Baton.Conversations;
using Baton.Providers.OpenAI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>The items of <c>input</c>, as they come and as they are kept.</summary>
internal static class InputItems
{
    /// <summary>Reads <c>input</c>; a text becomes the one message that it stands for.</summary>
    /// <param name="body">The request.</param>
    /// <returns>The items, each with its place.</returns>
    public static List<WireObject> Read(WireObject body) => body["input"] switch
    {
        null => throw ChatRequestScanner.Invalid("'input' is missing.", "input"),
        { ValueKind: JsonValueKind.String } text => [new WireObject(Message(text), "input")],
        { ValueKind: JsonValueKind.Array } => body.Objects("input"),
        _ => throw ChatRequestScanner.Wrong("input", "a string or an array of items"),
    };

    /// <summary>The type of an item; a message may go without.</summary>
    public static string TypeOf(WireObject item) => item.Text("type") switch
    {
        { } type => type,
        null when item["role"] is not null => "message",
        null when item["id"] is not null => "item_reference",
        _ => throw ChatRequestScanner.Invalid($"'{item.Path("type")}' is missing.", item.Path("type")),
    };

    /// <summary>An item as it is kept and listed: with an id, a message with parts.</summary>
    public static StoredItem Kept(WireObject item)
    {
        var type = TypeOf(item);
        var id = item.Text("id") ?? ItemIds.New(type);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            WriteKept(writer, item, type, id);
        }

        return new StoredItem(id, buffer.WrittenSpan.ToArray());
    }

    private static void WriteKept(Utf8JsonWriter writer, WireObject item, string type, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("type", type);
        if (type != "reasoning")
        {
            writer.WriteString("status", item.Text("status") ?? "completed");
        }

        foreach (var field in item.Json.EnumerateObject())
        {
            if (field.Name is "id" or "type" or "status")
            {
                continue;
            }

            writer.WritePropertyName(field.Name);
            if (field.Name == "content" && field.Value.ValueKind == JsonValueKind.String)
            {
                WriteParts(writer, item.Text("role"), field.Value);
            }
            else
            {
                field.Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter writer, string? role, JsonElement text)
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString("type", role == "assistant" ? "output_text" : "input_text");
        writer.WritePropertyName("text");
        text.WriteTo(writer);
        if (role == "assistant")
        {
            writer.WriteStartArray("annotations");
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static JsonElement Message(JsonElement text)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "message");
            writer.WriteString("role", "user");
            writer.WritePropertyName("content");
            text.WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
