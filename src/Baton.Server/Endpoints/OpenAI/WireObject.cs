using System.Text.Json;
using Baton.Providers.OpenAI;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary>An object of a request, whose fields are read with errors that name them. A null stands for nothing said.</summary>
/// <param name="Json">The object.</param>
/// <param name="At">Where it stands in the request; empty for the request itself.</param>
internal readonly record struct WireObject(JsonElement Json, string At)
{
    /// <summary>Reads a body.</summary>
    /// <param name="json">Its bytes; copied.</param>
    /// <returns>The object that it is.</returns>
    /// <exception cref="BatonException">It is no JSON object.</exception>
    public static WireObject Read(ReadOnlySpan<byte> json)
    {
        try
        {
            // A chat request, which it may become, nests deeper and is read to a depth of 256.
            var body = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 200 });
            return body.ValueKind == JsonValueKind.Object
                ? new WireObject(body, "")
                : throw ChatRequestScanner.Invalid("The body must be a JSON object.", null);
        }
        catch (JsonException e)
        {
            throw new BatonException(
                ErrorCodes.InvalidJson, $"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).", e);
        }
    }

    /// <summary>The value of a field; <c>null</c> where it is absent or null.</summary>
    public JsonElement? this[string name] =>
        Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The full name of a field, for errors.</summary>
    public string Path(string name) => At.Length == 0 ? name : $"{At}.{name}";

    public string? Text(string name) => this[name] switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw ChatRequestScanner.Wrong(Path(name), "a string"),
    };

    public string DemandText(string name) => Text(name) ?? throw ChatRequestScanner.Invalid($"'{Path(name)}' is missing.", Path(name));

    public bool Flag(string name, bool otherwise) => this[name] switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw ChatRequestScanner.Wrong(Path(name), "true or false"),
    };

    public int? Count(string name) => this[name] switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var count) && count >= 1 => count,
        _ => throw ChatRequestScanner.Wrong(Path(name), "an integer of at least 1"),
    };

    public WireObject? Object(string name) => this[name] switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new WireObject(value, Path(name)),
        _ => throw ChatRequestScanner.Wrong(Path(name), "an object"),
    };

    /// <summary>The objects of an array, each with its place; empty where it is absent.</summary>
    public List<WireObject> Objects(string name)
    {
        var objects = new List<WireObject>();
        if (this[name] is not { } array)
        {
            return objects;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            throw ChatRequestScanner.Wrong(Path(name), "an array");
        }

        foreach (var value in array.EnumerateArray())
        {
            var at = $"{Path(name)}[{objects.Count}]";
            objects.Add(value.ValueKind == JsonValueKind.Object ? new WireObject(value, at) : throw ChatRequestScanner.Wrong(at, "an object"));
        }

        return objects;
    }

    /// <summary>The strings of an array; empty where it is absent.</summary>
    public List<string> Texts(string name)
    {
        if (this[name] is not { } array)
        {
            return [];
        }

        return array.ValueKind == JsonValueKind.Array && array.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. array.EnumerateArray().Select(v => v.GetString()!)]
            : throw ChatRequestScanner.Wrong(Path(name), "an array of strings");
    }
}
