using System.Text.Encodings.Web;
using System.Text.Json;

namespace Baton.Providers.OpenAI;

/// <summary>How JSON is written here: no escapes beyond what JSON itself demands.</summary>
internal static class JsonWriting
{
    public static JsonWriterOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static JsonSerializerOptions Relaxed { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 256,
    };
}
