using System.Net.Http.Headers;
using System.Text;
using Baton.Models;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using HeaderUtilities = Microsoft.Net.Http.Headers.HeaderUtilities;
using MediaType = Microsoft.Net.Http.Headers.MediaTypeHeaderValue;

namespace Baton.Server.Endpoints.OpenAI.Forwarded;

/// <summary>A form with files (sound, images), read into memory and bounded, so that it can be sent again.</summary>
internal sealed class FormBody
{
    private readonly List<Part> _parts;

    private FormBody(List<Part> parts) => _parts = parts;

    /// <summary>The bytes of all parts.</summary>
    public int Length => _parts.Sum(p => p.Bytes.Length);

    /// <summary>Reads a form.</summary>
    /// <exception cref="BatonException">Too large, or no form.</exception>
    public static async Task<FormBody> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (!MediaType.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
        {
            throw new UnsupportedBodyException($"The body's content type is '{request.ContentType}'; it must be multipart/form-data with a boundary.");
        }

        var parts = new List<Part>();
        var left = limit;
        try
        {
            var reader = new MultipartReader(boundary.ToString(), request.Body) { HeadersLengthLimit = 16 * 1024 };
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
                {
                    throw new BatonException(ErrorCodes.InvalidRequest, "A part of the form has no Content-Disposition of form-data.");
                }

                var bytes = await ReadAsync(section.Body, left, limit, cancellationToken);
                left -= bytes.Length;
                parts.Add(new Part(
                    HeaderUtilities.RemoveQuotes(disposition.Name).ToString(),
                    disposition.FileName.HasValue ? HeaderUtilities.RemoveQuotes(disposition.FileName).ToString() : null,
                    section.ContentType, bytes));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw new BatonException(ErrorCodes.InvalidRequest, $"The body is no whole form: {e.Message}", e);
        }

        return new FormBody(parts);
    }

    /// <summary>The text of a field.</summary>
    public string? Text(string name) => _parts.Find(p => p.Name == name && p.FileName is null) is { } part ? Encoding.UTF8.GetString(part.Bytes) : null;

    /// <summary>Whether a field is there.</summary>
    public bool Has(string name) => _parts.Exists(p => p.Name == name);

    /// <summary>The form as a deployment gets it.</summary>
    public HttpContent ContentFor(Deployment deployment)
    {
        var form = new MultipartFormDataContent();
        foreach (var part in _parts)
        {
            var bytes = part is { Name: "model", FileName: null } ? Encoding.UTF8.GetBytes(deployment.UpstreamModel) : part.Bytes;
            var content = new ByteArrayContent(bytes);
            if (part.ContentType is { } type)
            {
                content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            // Names in quotes: some servers' parsers know them only so.
            content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            {
                Name = Quoted(part.Name),
                FileName = part.FileName is { } file ? Quoted(file) : null,
            };
            form.Add(content);
        }

        return form;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "%22", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";

    private static async Task<byte[]> ReadAsync(Stream body, long left, long limit, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > left)
            {
                throw new BatonException(
                    ErrorCodes.BodyTooLarge, $"The body is larger than {limit} bytes; server.max_body of the configuration sets the limit.");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private sealed record Part(string Name, string? FileName, string? ContentType, byte[] Bytes);
}
