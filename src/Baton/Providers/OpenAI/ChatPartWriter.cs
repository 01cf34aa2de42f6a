using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Writes one part of a message's content.</summary>
internal static class ChatPartWriter
{
    public static void Write(Utf8JsonWriter writer, AIContent part)
    {
        if (part.RawRepresentation is JsonElement { ValueKind: JsonValueKind.Object } wire)
        {
            wire.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        switch (part)
        {
            case TextContent text:
                writer.WriteString("type", "text");
                writer.WriteString("text", text.Text);
                break;
            case DataContent data when data.HasTopLevelMediaType("image"):
                Image(writer, data.Uri);
                break;
            case UriContent uri when uri.HasTopLevelMediaType("image"):
                Image(writer, uri.Uri.ToString());
                break;
            case UriContent uri:
                throw new UpstreamException(
                    ErrorCodes.InvalidRequest, $"The model takes no '{uri.MediaType}' by its address: send it as base64 data, or ask another model.")
                {
                    Param = "messages",
                };
            case DataContent data when data.HasTopLevelMediaType("audio"):
                writer.WriteString("type", "input_audio");
                writer.WriteStartObject("input_audio");
                writer.WriteString("data", data.Base64Data.Span);
                writer.WriteString("format", data.MediaType.EndsWith("mpeg", StringComparison.Ordinal) ? "mp3" : "wav");
                writer.WriteEndObject();
                break;
            case DataContent data:
                writer.WriteString("type", "file");
                writer.WriteStartObject("file");
                writer.WriteString("filename", data.Name ?? "file");
                writer.WriteString("file_data", data.Uri);
                writer.WriteEndObject();
                break;
            case HostedFileContent file:
                writer.WriteString("type", "file");
                writer.WriteStartObject("file");
                writer.WriteString("file_id", file.FileId);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteString("type", "text");
                writer.WriteString("text", part is ErrorContent error ? error.Message : part.ToString());
                break;
        }

        writer.WriteEndObject();
    }

    private static void Image(Utf8JsonWriter writer, string url)
    {
        writer.WriteString("type", "image_url");
        writer.WriteStartObject("image_url");
        writer.WriteString("url", url);
        writer.WriteEndObject();
    }
}
