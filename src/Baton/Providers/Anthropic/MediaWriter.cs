using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Writes images and documents: what is inside a block's braces.</summary>
internal static class MediaWriter
{
    private const string Pdf = "application/pdf";

    public static void Write(Utf8JsonWriter writer, DataContent data)
    {
        if (data.HasTopLevelMediaType("image") || data.MediaType == Pdf)
        {
            Begin(writer, data.MediaType, data.Name);
            writer.WriteString("type", "base64");
            writer.WriteString("media_type", data.MediaType);
            writer.WriteString("data", data.Base64Data.Span);
        }
        else if (data.HasTopLevelMediaType("text"))
        {
            Begin(writer, data.MediaType, data.Name);
            writer.WriteString("type", "text");
            writer.WriteString("media_type", "text/plain");
            writer.WriteString("data", Encoding.UTF8.GetString(data.Data.Span));
        }
        else
        {
            throw CannotTake(data.MediaType);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, UriContent uri)
    {
        if (!uri.HasTopLevelMediaType("image") && uri.MediaType != Pdf)
        {
            throw CannotTake(uri.MediaType);
        }

        Begin(writer, uri.MediaType, name: null);
        writer.WriteString("type", "url");
        writer.WriteString("url", uri.Uri.OriginalString);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, HostedFileContent file)
    {
        Begin(writer, file.MediaType ?? Pdf, file.Name);
        writer.WriteString("type", "file");
        writer.WriteString("file_id", file.FileId);
        writer.WriteEndObject();
    }

    /// <summary>Begins a block and its source.</summary>
    private static void Begin(Utf8JsonWriter writer, string mediaType, string? name)
    {
        var image = mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase);
        writer.WriteString("type", image ? "image" : "document");
        if (!image && !string.IsNullOrWhiteSpace(name))
        {
            writer.WriteString("title", name);
        }

        writer.WriteStartObject("source");
    }

    /// <summary>Left out in silence, the model would answer a question about something that it never saw.</summary>
    private static UpstreamException CannotTake(string mediaType) => new(
        ErrorCodes.InvalidRequest,
        $"Models of Anthropic's API take text, images and PDF documents, but a message holds '{mediaType}': leave it out, or ask another model.")
    {
        Param = "messages",
    };
}
