using System.Text.Json;
using Baton.Models;
using Baton.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary>Reads <c>constraints</c>.</summary>
internal static class ConstraintsReader
{
    private static readonly string[] Names =
        ["max_cost_usd", "max_latency_ms", "min_quality", "min_context", "capabilities", "locality", "providers"];

    public static RouteConstraints Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw RouteBody.Invalid("'constraints' must be an object.", "constraints");
        }

        foreach (var property in json.EnumerateObject().Where(p => !Names.Contains(p.Name, StringComparer.Ordinal)))
        {
            throw RouteBody.Invalid(
                $"Unknown constraint '{property.Name}'.{NearestNames.Suggest(property.Name, Names)}", $"constraints.{property.Name}");
        }

        return new RouteConstraints
        {
            MaxCostUsd = Number(json, "max_cost_usd", double.MaxValue) is { } cost ? (decimal)Math.Min(cost, 1e12) : null,
            MaxLatencyMs = Number(json, "max_latency_ms", double.MaxValue),
            MinQuality = Number(json, "min_quality", 1),
            MinContext = Number(json, "min_context", int.MaxValue) is { } context ? (int)context : null,
            Capabilities = Texts(json, "capabilities"),
            Providers = Texts(json, "providers"),
            Locality = ReadLocality(json),
        };
    }

    private static double? Number(JsonElement json, string name, double most)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= 0 && number <= most
            ? number
            : throw RouteBody.Invalid(
                $"'constraints.{name}' must be a number of at least 0{(most is 1 ? " and at most 1" : "")}.", $"constraints.{name}");
    }

    private static EquatableArray<string> Texts(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? value.EnumerateArray().Select(v => v.GetString()!).ToEquatableArray()
            : throw RouteBody.Invalid($"'constraints.{name}' must be an array of strings.", $"constraints.{name}");
    }

    private static Locality? ReadLocality(JsonElement json)
    {
        if (!json.TryGetProperty("locality", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            ? value.GetString() switch
            {
                "local" => Locality.Local,
                "cloud" => Locality.Cloud,
                _ => throw RouteBody.Invalid("'constraints.locality' must be 'local' or 'cloud'.", "constraints.locality"),
            }
            : throw RouteBody.Invalid("'constraints.locality' must be 'local' or 'cloud'.", "constraints.locality");
    }
}
