using System.Text.Json;
using Microsoft.Extensions.AI;
using static Baton.Providers.BodyScan;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>Reads images and documents, each by the kind of its source.</summary>
internal static class MediaReader
{
    private const string Pdf = "application/pdf";

    public static AIContent Image(JsonElement block, string at)
    {
        var source = Json.Object(block, "source");
        return Json.Text(source, "type") switch
        {
            "base64" => Data(source, "image/png", name: null, at),
            "url" => Address(source, "image/*", at),
            "file" => File(source, "image/png", at),
            _ => throw Unknown(at, "base64, url or file"),
        };
    }

    /// <summary>A document of plain text becomes text, which every wire can say.</summary>
    public static AIContent Document(JsonElement block, string at)
    {
        var source = Json.Object(block, "source");
        return Json.Text(source, "type") switch
        {
            "base64" => Data(source, Pdf, Json.Text(block, "title"), at),
            "url" => Address(source, Pdf, at),
            "file" => File(source, Pdf, at),
            "text" or "content" => new TextContent(TextOf(block)),
            _ => throw Unknown(at, "base64, text, content, url or file"),
        };
    }

    /// <summary>What is to be read in a document of text or in a search result: its title and its words.</summary>
    public static string TextOf(JsonElement block)
    {
        var source = Json.Object(block, "source");
        var content = (source.ValueKind == JsonValueKind.Object ? source : block).TryGetProperty("content", out var inner) ? inner : default;
        var words = content.ValueKind switch
        {
            JsonValueKind.String => content.GetString(),
            JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(part => Json.Text(part, "text")).OfType<string>()),
            _ => Json.Text(source, "data"),
        };
        string?[] parts = [Json.Text(block, "title"), Json.Text(block, "source"), Json.Text(block, "context"), words];
        return string.Join('\n', parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static DataContent Data(JsonElement source, string usual, string? name, string at)
    {
        var data = Json.Text(source, "data");
        try
        {
            return data is null
                ? throw Invalid($"'{at}.source.data' is missing.", $"{at}.source.data")
                : new DataContent($"data:{Json.Text(source, "media_type") ?? usual};base64,{data}") { Name = name };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or UriFormatException)
        {
            throw Invalid($"'{at}.source' holds data that are no valid base64 of their media_type: {e.Message}", $"{at}.source");
        }
    }

    private static UriContent Address(JsonElement source, string mediaType, string at) =>
        Uri.TryCreate(Json.Text(source, "url"), UriKind.Absolute, out var uri)
            ? new UriContent(uri, mediaType)
            : throw Invalid($"'{at}.source.url' is no valid address.", $"{at}.source.url");

    private static HostedFileContent File(JsonElement source, string mediaType, string at) =>
        Json.Text(source, "file_id") is { Length: > 0 } id
            ? new HostedFileContent(id) { MediaType = mediaType }
            : throw Invalid($"'{at}.source.file_id' is missing.", $"{at}.source.file_id");

    private static BatonException Unknown(string at, string wanted) =>
        Invalid($"'{at}.source.type' must be {wanted}.", $"{at}.source.type");
}
