using System.Buffers;
using System.Text.Json;
using Baton.Models;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Endpoints.Control;

/// <summary>Reads a control request's body: one JSON object.</summary>
internal static class ControlBody
{
    public static async Task<JsonDocument> ReadAsync(HttpContext context, CatalogSource catalog)
    {
        var text = await ReadBytesAsync(context, catalog);
        try
        {
            var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new BatonException(ErrorCodes.InvalidRequest, "The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new BatonException(
                ErrorCodes.InvalidJson,
                $"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).", e);
        }
    }

    public static async Task<byte[]> ReadBytesAsync(HttpContext context, CatalogSource catalog)
    {
        var (buffer, length) = await BodyReader.ReadAsync(
            context.Request, catalog.Current.Options.Server.MaxBodyBytes, context.RequestAborted);
        var bytes = buffer.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        context.Items[typeof(ControlBody)] = bytes;
        return bytes;
    }

    /// <summary>The body, for who comes after; <c>null</c>: none was read.</summary>
    public static byte[]? Seen(HttpContext context) => context.Items[typeof(ControlBody)] as byte[];
}
