using System.Buffers;
using System.Text;
using System.Text.Json;
using Baton.Providers.OpenAI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>Writes events: an <c>event:</c> line, and JSON that begins with its own type and its number (WIRE 46).</summary>
internal sealed class EventWriter(IBufferWriter<byte> output)
{
    private int _next;

    /// <summary>Writes one event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="rest">Writes its further fields.</param>
    /// <param name="said">What they are written from.</param>
    public void Write<T>(string type, Action<Utf8JsonWriter, T> rest, T said)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteNumber("sequence_number", _next++);
            rest(writer, said);
            writer.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
