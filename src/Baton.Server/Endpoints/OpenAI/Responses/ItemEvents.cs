using System.Text.Json;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>The events of an answer's items.</summary>
internal sealed class ItemEvents(EventWriter events, bool showEncrypted)
{
    public void ItemBegins(OutputItem item, int index) => WriteItem("response.output_item.added", item, index);

    /// <summary>Ends what is open inside an item, then the item.</summary>
    public void ItemEnds(OutputItem item, int index)
    {
        switch (item)
        {
            case MessageItem message:
                PartEnds(message, index);
                break;
            case ReasoningItem { Summary.Length: > 0 } reasoning:
                SummaryEnds(reasoning, index);
                break;
            case FunctionCallItem call:
                ArgumentsEnd(call, index);
                break;
            default:
                break;
        }

        WriteItem("response.output_item.done", item, index);
    }

    public void PartBegins(MessageItem message, int index) => WritePart("response.content_part.added", message, index);

    /// <summary>Ends the part that is open, if one is.</summary>
    public void PartEnds(MessageItem message, int index)
    {
        if (message.Parts.Count == 0)
        {
            return;
        }

        var part = message.Parts[^1];
        events.Write(
            part.Refusal ? "response.refusal.done" : "response.output_text.done",
            static (writer, said) =>
            {
                WritePlace(writer, said.message, said.index);
                writer.WriteString(said.part.Refusal ? "refusal" : "text", said.part.Text.ToString());
                WriteLogprobs(writer, said.part);
            },
            (message, index, part));
        WritePart("response.content_part.done", message, index);
    }

    public void Text(MessageItem message, int index, string text)
    {
        var part = message.Parts[^1];
        events.Write(
            part.Refusal ? "response.refusal.delta" : "response.output_text.delta",
            static (writer, said) =>
            {
                WritePlace(writer, said.message, said.index);
                writer.WriteString("delta", said.text);
                WriteLogprobs(writer, said.part);
            },
            (message, index, part, text));
    }

    public void SummaryBegins(ReasoningItem item, int index) => WriteSummary("response.reasoning_summary_part.added", item, index, "");

    public void Summary(ReasoningItem item, int index, string text) => events.Write(
        "response.reasoning_summary_text.delta",
        static (writer, said) =>
        {
            WriteSummaryPlace(writer, said.item, said.index);
            writer.WriteString("delta", said.text);
        },
        (item, index, text));

    public void Arguments(FunctionCallItem call, int index, string piece) => events.Write(
        "response.function_call_arguments.delta",
        static (writer, said) =>
        {
            writer.WriteString("item_id", said.call.Id);
            writer.WriteNumber("output_index", said.index);
            writer.WriteString("delta", said.piece);
        },
        (call, index, piece));

    private static void WritePlace(Utf8JsonWriter writer, MessageItem message, int index)
    {
        writer.WriteString("item_id", message.Id);
        writer.WriteNumber("output_index", index);
        writer.WriteNumber("content_index", message.Parts.Count - 1);
    }

    private static void WriteSummaryPlace(Utf8JsonWriter writer, ReasoningItem item, int index)
    {
        writer.WriteString("item_id", item.Id);
        writer.WriteNumber("output_index", index);
        writer.WriteNumber("summary_index", 0);
    }

    private static void WriteLogprobs(Utf8JsonWriter writer, MessagePart part)
    {
        if (!part.Refusal)
        {
            writer.WriteStartArray("logprobs");
            writer.WriteEndArray();
        }
    }

    private void SummaryEnds(ReasoningItem item, int index)
    {
        events.Write(
            "response.reasoning_summary_text.done",
            static (writer, said) =>
            {
                WriteSummaryPlace(writer, said.item, said.index);
                writer.WriteString("text", said.item.Summary.ToString());
            },
            (item, index));
        WriteSummary("response.reasoning_summary_part.done", item, index, item.Summary.ToString());
    }

    private void WriteItem(string type, OutputItem item, int index) => events.Write(
        type,
        static (writer, said) =>
        {
            writer.WriteNumber("output_index", said.index);
            writer.WritePropertyName("item");
            said.item.Write(writer, said.showEncrypted);
        },
        (item, index, showEncrypted));

    private void WritePart(string type, MessageItem message, int index) => events.Write(
        type,
        static (writer, said) =>
        {
            WritePlace(writer, said.message, said.index);
            writer.WritePropertyName("part");
            said.message.Parts[^1].Write(writer);
        },
        (message, index));

    private void WriteSummary(string type, ReasoningItem item, int index, string text) => events.Write(
        type,
        static (writer, said) =>
        {
            WriteSummaryPlace(writer, said.item, said.index);
            writer.WritePropertyName("part");
            ReasoningItem.WriteSummaryPart(writer, said.text);
        },
        (item, index, text));

    private void ArgumentsEnd(FunctionCallItem call, int index) => events.Write(
        "response.function_call_arguments.done",
        static (writer, said) =>
        {
            writer.WriteString("item_id", said.call.Id);
            writer.WriteNumber("output_index", said.index);
            writer.WriteString("name", said.call.Name);
            writer.WriteString("arguments", said.call.Arguments.ToString());
        },
        (call, index));
}
