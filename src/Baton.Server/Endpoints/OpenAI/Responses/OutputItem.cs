using System.Text;
using System.Text.Json;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>An item of an answer, growing while the answer comes.</summary>
internal abstract class OutputItem(string type)
{
    public string Id { get; } = ItemIds.New(type);

    /// <summary><c>in_progress</c>, <c>completed</c> or <c>incomplete</c>.</summary>
    public string Status { get; set; } = "in_progress";

    /// <summary>Writes the item as it stands.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="showEncrypted">Whether reasoning carries <c>encrypted_content</c>.</param>
    public void Write(Utf8JsonWriter writer, bool showEncrypted)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("type", type);
        WriteRest(writer, showEncrypted);
        writer.WriteEndObject();
    }

    protected abstract void WriteRest(Utf8JsonWriter writer, bool showEncrypted);
}

/// <summary>What a model thought, as far as it shows it.</summary>
internal sealed class ReasoningItem() : OutputItem("reasoning")
{
    public StringBuilder Summary { get; } = new();

    /// <summary>What the thought needs to go back to its model.</summary>
    public string? Encrypted { get; set; }

    public static void WriteSummaryPart(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "summary_text");
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    protected override void WriteRest(Utf8JsonWriter writer, bool showEncrypted)
    {
        writer.WriteStartArray("summary");
        if (Summary.Length > 0)
        {
            WriteSummaryPart(writer, Summary.ToString());
        }

        writer.WriteEndArray();
        if (showEncrypted && Encrypted is not null)
        {
            writer.WriteString("encrypted_content", Encrypted);
        }
    }
}

/// <summary>What a model says.</summary>
internal sealed class MessageItem() : OutputItem("message")
{
    public List<MessagePart> Parts { get; } = [];

    protected override void WriteRest(Utf8JsonWriter writer, bool showEncrypted)
    {
        writer.WriteString("status", Status);
        writer.WriteString("role", "assistant");
        writer.WriteStartArray("content");
        foreach (var part in Parts)
        {
            part.Write(writer);
        }

        writer.WriteEndArray();
    }
}

/// <summary>Text of a message, or a refusal.</summary>
internal sealed class MessagePart(bool refusal)
{
    public bool Refusal => refusal;

    public StringBuilder Text { get; } = new();

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", refusal ? "refusal" : "output_text");
        writer.WriteString(refusal ? "refusal" : "text", Text.ToString());
        if (!refusal)
        {
            writer.WriteStartArray("annotations");
            writer.WriteEndArray();
            writer.WriteStartArray("logprobs");
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}

/// <summary>A call of a function of the caller's.</summary>
internal sealed class FunctionCallItem(string callId, string name) : OutputItem("function_call")
{
    public string CallId => callId;

    public string Name => name;

    public StringBuilder Arguments { get; } = new();

    protected override void WriteRest(Utf8JsonWriter writer, bool showEncrypted)
    {
        writer.WriteString("status", Status);
        writer.WriteString("call_id", callId);
        writer.WriteString("name", name);
        writer.WriteString("arguments", Arguments.ToString());
    }
}
