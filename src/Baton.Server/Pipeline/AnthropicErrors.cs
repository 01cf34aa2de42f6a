using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>Errors as clients of Anthropic's API know them (WIRE 55), on its paths alone. Overload is 529 there.</summary>
internal static class AnthropicErrors
{
    private const int Overloaded = 529;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The status that they know.</summary>
    public static int StatusOf(ErrorBody error) => error.Status == StatusCodes.Status503ServiceUnavailable ? Overloaded : error.Status;

    /// <summary>The body's bytes.</summary>
    public static byte[] ToJson(ErrorBody error, HttpContext context)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "error");
            writer.WriteStartObject("error");
            writer.WriteString("type", TypeOf(StatusOf(error)));
            writer.WriteString("message", error.Message);
            writer.WriteEndObject();
            writer.WriteString("request_id", context.Response.Headers["x-request-id"].ToString());
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status402PaymentRequired => "billing_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        StatusCodes.Status504GatewayTimeout => "timeout_error",
        Overloaded => "overloaded_error",
        >= 400 and < 500 => "invalid_request_error",
        _ => "api_error",
    };
}
