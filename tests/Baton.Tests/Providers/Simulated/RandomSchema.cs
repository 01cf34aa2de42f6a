using System.Text.Json.Nodes;

namespace Baton.Tests.Providers.Simulated;

/// <summary>Makes schemas that have instances, of all that the simulation promises to obey.</summary>
internal sealed class RandomSchema
{
    private static readonly string[] Patterns = ["^[a-f0-9]{8}$", "^[A-Z][a-z]+$", "^\\d{3}-\\d{2}$", "^(yes|no)$", "[xyz]{2,3}"];
    private static readonly string[] Formats = ["date", "date-time", "email", "uuid", "uri", "ipv4"];
    private static readonly string[] Names = ["city", "count", "summary", "tags", "id", "label", "text", "ok"];

    private readonly Random _random;

    private RandomSchema(int seed) => _random = new Random(seed);

    public static string Make(int seed) => new RandomSchema(seed).Any(3).ToJsonString();

    private JsonObject Any(int depth) => _random.Next(depth > 0 ? 10 : 5) switch
    {
        0 => Text(),
        1 => Number("integer"),
        2 => Number("number"),
        3 => new JsonObject { ["type"] = "boolean" },
        4 => new JsonObject { ["enum"] = new JsonArray("red", "green", 3, null, true) },
        5 or 6 => Array(depth),
        7 => new JsonObject { ["anyOf"] = new JsonArray(Any(depth - 1), Any(depth - 1)) },
        _ => Object(depth),
    };

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = "string" };
        switch (_random.Next(4))
        {
            case 0:
                schema["pattern"] = Patterns[_random.Next(Patterns.Length)];
                break;
            case 1:
                schema["format"] = Formats[_random.Next(Formats.Length)];
                break;
            case 2:
                var least = _random.Next(60);
                schema["minLength"] = least;
                schema["maxLength"] = least + _random.Next(20);
                break;
            default:
                break;
        }

        return schema;
    }

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        var low = _random.Next(-50, 50);
        switch (_random.Next(4))
        {
            case 0:
                schema["minimum"] = low;
                schema["maximum"] = low + _random.Next(5);
                break;
            case 1:
                schema["exclusiveMinimum"] = low;
                schema["exclusiveMaximum"] = low + 2;
                break;
            case 2:
                schema["multipleOf"] = 1 + _random.Next(9);
                schema["minimum"] = low;
                break;
            default:
                break;
        }

        return schema;
    }

    private JsonObject Array(int depth)
    {
        var least = _random.Next(4);
        var schema = new JsonObject { ["type"] = "array", ["items"] = Any(depth - 1), ["minItems"] = least, ["maxItems"] = least + _random.Next(3) };
        if (_random.Next(4) == 0)
        {
            schema["items"] = new JsonObject { ["type"] = "string" };
            schema["uniqueItems"] = true;
        }

        return schema;
    }

    private JsonObject Object(int depth)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in Names.Where(_ => _random.Next(2) == 0))
        {
            properties[name] = Any(depth - 1);
            if (_random.Next(3) > 0)
            {
                required.Add(name);
            }
        }

        return new JsonObject
        {
            ["type"] = _random.Next(5) == 0 ? new JsonArray("object", "null") : "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = _random.Next(2) == 0,
        };
    }
}
