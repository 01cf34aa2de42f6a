using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Reads one part of a message's content: text, an image, sound, a file.</summary>
internal static class ChatPartReader
{
    public static AIContent Read(JsonElement part, string at)
    {
        var content = ChatMessageReader.Text(part, "type") switch
        {
            "text" or "input_text" or "output_text" => new TextContent(ChatMessageReader.Text(part, "text")),
            "refusal" => new ErrorContent(ChatMessageReader.Text(part, "refusal")) { ErrorCode = "Refusal" },
            "image_url" => Image(part, at),
            "input_audio" => Audio(part, at),
            "file" => File(part, at),
            var other => throw ChatRequestScanner.Invalid($"'{at}.content' holds a part of unknown type '{other}'.", $"{at}.content"),
        };
        content.RawRepresentation = part;
        return content;
    }

    private static AIContent Image(JsonElement part, string at)
    {
        var url = part.TryGetProperty("image_url", out var image)
            ? image.ValueKind == JsonValueKind.String ? image.GetString() : ChatMessageReader.Text(image, "url")
            : null;
        if (url is null)
        {
            throw ChatRequestScanner.Invalid($"An image of '{at}.content' lacks 'image_url.url'.", $"{at}.content");
        }

        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return Data(url, null, at);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var uri)
            ? new UriContent(uri, "image/*")
            : throw ChatRequestScanner.Invalid($"An image of '{at}.content' has no valid address.", $"{at}.content");
    }

    private static DataContent Audio(JsonElement part, string at)
    {
        var audio = part.TryGetProperty("input_audio", out var value) ? value : default;
        var data = ChatMessageReader.Text(audio, "data");
        return data is null
            ? throw ChatRequestScanner.Invalid($"The sound of '{at}.content' lacks 'input_audio.data'.", $"{at}.content")
            : Data($"data:audio/{ChatMessageReader.Text(audio, "format") ?? "wav"};base64,{data}", null, at);
    }

    private static AIContent File(JsonElement part, string at)
    {
        var file = part.TryGetProperty("file", out var value) ? value : default;
        if (ChatMessageReader.Text(file, "file_data") is { } data)
        {
            var uri = data.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? data : $"data:application/pdf;base64,{data}";
            return Data(uri, ChatMessageReader.Text(file, "filename"), at);
        }

        return ChatMessageReader.Text(file, "file_id") is { } id
            ? new HostedFileContent(id)
            : throw ChatRequestScanner.Invalid($"A file of '{at}.content' lacks 'file_data' and 'file_id'.", $"{at}.content");
    }

    private static DataContent Data(string uri, string? name, string at)
    {
        try
        {
            return new DataContent(uri) { Name = name };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or UriFormatException)
        {
            throw ChatRequestScanner.Invalid($"'{at}.content' holds data that are no valid data URI: {e.Message}", $"{at}.content");
        }
    }
}
