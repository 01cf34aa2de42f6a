using System.Text.Json;
using Baton.Models;
using Baton.Roles;

namespace Baton.Server.Endpoints.Control;

/// <summary>Reads what a role is asked to do.</summary>
internal static class SwapBody
{
    private static readonly string[] Names = ["model", "strict", "canary_percent", "reason"];

    public static SwapRequest Read(JsonElement body, string role, string kind)
    {
        if (body.EnumerateObject().FirstOrDefault(p => !Names.Contains(p.Name, StringComparer.Ordinal)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw Invalid($"Unknown field '{unknown.Name}'.{NearestNames.Suggest(unknown.Name, Names)}", unknown.Name);
        }

        return new SwapRequest(role, kind, Text(body, "model") ?? throw Invalid("'model' must be a string: the id of the model that is to play.", "model"))
        {
            Strict = Said(body, "strict") is { } strict
                ? strict.ValueKind is JsonValueKind.True or JsonValueKind.False ? strict.GetBoolean() : throw Invalid("'strict' must be true or false.", "strict")
                : null,
            CanaryPercent = Said(body, "canary_percent") is { } percent
                ? percent.ValueKind == JsonValueKind.Number && percent.TryGetDouble(out var share) && share is > 0 and <= 100
                    ? share
                    : throw Invalid("'canary_percent' must be a number over 0 and at most 100.", "canary_percent")
                : null,
            Reason = Text(body, "reason"),
        };
    }

    private static string? Text(JsonElement body, string name) => Said(body, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } said => said,
        _ => throw Invalid($"'{name}' must be a string that is not empty.", name),
    };

    private static JsonElement? Said(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static BatonException Invalid(string message, string param) => new(ErrorCodes.InvalidRequest, message) { Param = param };
}
