using System.Text.Json;

namespace Baton.Providers;

/// <summary>What every pass over a request's bytes needs: values of the right type, errors that name the field.</summary>
internal static class BodyScan
{
    /// <summary>How deep a request may be nested.</summary>
    public static JsonReaderOptions Reading { get; } = new() { MaxDepth = 256 };

    /// <summary>One field of a body: the reader stands at its name, and is left at the end of its value.</summary>
    public delegate void FieldScan<TFacts>(ref Utf8JsonReader reader, ref TFacts facts);

    /// <summary>Reads a body, which must be one JSON object.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="facts">What is found.</param>
    /// <param name="field">Looks at a field.</param>
    /// <returns>Where its last brace stands.</returns>
    /// <exception cref="BatonException">It is no JSON object.</exception>
    public static int Fields<TFacts>(ReadOnlySpan<byte> json, ref TFacts facts, FieldScan<TFacts> field)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Reading);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Invalid("The body must be a JSON object.", null);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                field(ref reader, ref facts);
            }

            var end = (int)reader.TokenStartIndex;
            if (reader.Read())
            {
                throw Invalid("The body goes on after its JSON object.", null);
            }

            return end;
        }
        catch (JsonException e)
        {
            throw NoJson(e);
        }
    }

    /// <summary>Which of the known fields the reader stands at; the default where it is none.</summary>
    public static TField FieldOf<TField>(ref Utf8JsonReader reader, (byte[] Utf8Name, TField Field)[] known)
        where TField : struct, Enum
    {
        foreach (var (name, field) in known)
        {
            if (reader.ValueTextEquals(name))
            {
                return field;
            }
        }

        return default;
    }

    /// <summary>What no chat can do without.</summary>
    public static void Demand(ByteRange model, ByteRange messages, int count)
    {
        if (model.IsEmpty)
        {
            throw Invalid("'model' is missing: name a model, or 'auto' to let the router choose.", "model");
        }

        if (messages.IsEmpty)
        {
            throw Invalid("'messages' is missing.", "messages");
        }

        if (count == 0)
        {
            throw Invalid("'messages' is empty: it must hold at least one message.", "messages");
        }
    }

    public static ByteRange ValueRange(ref Utf8JsonReader reader) =>
        new((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    /// <summary>A whole value of a type, brackets included; the reader is left at its end.</summary>
    public static ByteRange Whole(ref Utf8JsonReader reader, JsonTokenType type, string name, string wanted)
    {
        Expect(ref reader, type, name, wanted);
        return Whole(ref reader);
    }

    public static ByteRange Whole(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new ByteRange(start, (int)reader.BytesConsumed - start);
    }

    public static void Once(ByteRange seen, string name)
    {
        if (!seen.IsEmpty)
        {
            throw Invalid($"'{name}' stands twice in the body.", name);
        }
    }

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string name, string wanted)
    {
        if (reader.TokenType != type)
        {
            throw Wrong(name, wanted);
        }
    }

    public static bool Bool(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    public static int Count(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value >= 1
            ? value
            : throw Wrong(name, "an integer of at least 1");

    public static float Number(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out var value) ? value : throw Wrong(name, "a number");

    /// <summary>A stretch of a body as an element of its own, that outlives the body.</summary>
    public static JsonElement Element(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Reading);
        return JsonElement.ParseValue(ref reader);
    }

    public static BatonException Wrong(string name, string wanted) => Invalid($"'{name}' must be {wanted}.", name);

    public static BatonException Invalid(string message, string? param) => new(ErrorCodes.InvalidRequest, message) { Param = param };

    public static BatonException NoJson(JsonException e) => new(
        ErrorCodes.InvalidJson, $"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}): {Words(e)}", e);

    /// <summary>The parser's own words without its trailing position, which the message gives in front.</summary>
    private static string Words(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? e.Message : e.Message[..end];
    }
}
