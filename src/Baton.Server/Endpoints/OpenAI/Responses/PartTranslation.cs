using System.Text.Json;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>Writes a part of an item's content as the chat wire's part.</summary>
internal static class PartTranslation
{
    /// <summary>The text of a part; <c>null</c> where it is another kind of part.</summary>
    public static string? TextOf(WireObject part) => part.DemandText("type") is "input_text" or "output_text" or "text"
        ? part.DemandText("text")
        : null;

    public static void Write(Utf8JsonWriter writer, WireObject part)
    {
        writer.WriteStartObject();
        switch (part.DemandText("type"))
        {
            case "input_text" or "output_text" or "text":
                writer.WriteString("type", "text");
                writer.WriteString("text", part.DemandText("text"));
                break;
            case "refusal":
                writer.WriteString("type", "refusal");
                writer.WriteString("refusal", part.DemandText("refusal"));
                break;
            case "input_image":
                WriteImage(writer, part);
                break;
            case "input_file":
                WriteFile(writer, part);
                break;
            case "input_audio":
                WriteAudio(writer, part);
                break;
            case var other:
                throw ChatRequestScanner.Invalid(
                    $"'{part.Path("type")}' is '{other}'; a part may be input_text, input_image, input_file, input_audio, output_text or refusal.",
                    part.Path("type"));
        }

        writer.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter writer, WireObject part)
    {
        var url = part.Text("image_url") ?? throw ChatRequestScanner.Invalid(
            $"'{part.Path("image_url")}' is missing: images are taken by their address or as a data URL, not by a 'file_id'.",
            part.Path("image_url"));
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            CheckData(url, part.Path("image_url"));
        }
        else if (!Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            throw ChatRequestScanner.Wrong(part.Path("image_url"), "an address or a data URL");
        }

        writer.WriteString("type", "image_url");
        writer.WriteStartObject("image_url");
        writer.WriteString("url", url);
        if (part.Text("detail") is { } detail)
        {
            writer.WriteString("detail", detail);
        }

        writer.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter writer, WireObject part)
    {
        var (data, id) = (part.Text("file_data"), part.Text("file_id"));
        if (data is null && id is null)
        {
            throw ChatRequestScanner.Invalid(
                $"'{part.At}' lacks 'file_data' and 'file_id'; a file is not fetched from a 'file_url'.", part.Path("file_data"));
        }

        writer.WriteString("type", "file");
        writer.WriteStartObject("file");
        if (data is not null)
        {
            CheckData(data.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? data : $"data:application/pdf;base64,{data}", part.Path("file_data"));
            writer.WriteString("filename", part.Text("filename") ?? "file");
            writer.WriteString("file_data", data);
        }
        else
        {
            writer.WriteString("file_id", id);
        }

        writer.WriteEndObject();
    }

    /// <summary>Checked here, because a provider that looks into it would name the chat's field.</summary>
    private static void CheckData(string url, string at)
    {
        try
        {
            _ = new DataContent(url);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or UriFormatException)
        {
            throw ChatRequestScanner.Invalid($"'{at}' is no valid data: {e.Message}", at);
        }
    }

    private static void WriteAudio(Utf8JsonWriter writer, WireObject part)
    {
        var audio = part.Object("input_audio") ?? throw ChatRequestScanner.Invalid(
            $"'{part.Path("input_audio")}' is missing.", part.Path("input_audio"));
        writer.WriteString("type", "input_audio");
        writer.WriteStartObject("input_audio");
        writer.WriteString("data", audio.DemandText("data"));
        writer.WriteString("format", audio.DemandText("format"));
        writer.WriteEndObject();
    }
}
