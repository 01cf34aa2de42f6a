using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>An error as a caller sees it (WIRE 8, 38): always JSON, always of one shape.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">What is wrong, where, and what to do.</param>
/// <param name="Type">Its class.</param>
/// <param name="Param">The field at fault.</param>
/// <param name="Code">Its code, a string or nothing.</param>
internal sealed record ErrorBody(int Status, string Message, string Type, string? Param, string? Code)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>After which time a try may succeed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The body's bytes.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("message", Message);
            writer.WriteString("type", Type);
            writer.WriteString("param", Param);
            writer.WriteString("code", Code);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes it as a frame of a chat's stream (WIRE 6).</summary>
    public void WriteFrame(IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        output.Write(ToJson());
        output.Write("\n\n"u8);
    }

    /// <summary>Writes it as the whole answer.</summary>
    public async Task WriteAsync(HttpContext context, bool attempted)
    {
        var response = context.Response;
        var theirs = AnthropicCallers.Sent(context);
        response.StatusCode = theirs ? AnthropicErrors.StatusOf(this) : Status;
        response.ContentType = "application/json";
        if (RetryAfter is { } wait)
        {
            var seconds = Math.Ceiling(Math.Clamp(wait.TotalSeconds, 1, LongestWait.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (attempted)
        {
            response.Headers["x-should-retry"] = "false"; // WIRE 39: Baton's own attempts are used up.
        }

        var body = theirs ? AnthropicErrors.ToJson(this, context) : ToJson();
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
