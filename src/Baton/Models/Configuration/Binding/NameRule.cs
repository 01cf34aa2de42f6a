using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>Which names a mapping takes.</summary>
/// <param name="Problem">What is wrong with a name; <c>null</c>: nothing.</param>
/// <param name="Schema">The JSON Schema of a name.</param>
internal sealed record NameRule(Func<string, string?> Problem, Func<JsonObject> Schema)
{
    /// <summary>Any name.</summary>
    public static NameRule Any { get; } = new(_ => null, () => []);

    /// <summary>Names that get into headers and into <c>MODEL@PROVIDER#2</c>.</summary>
    public static NameRule Provider { get; } = new(
        name => Plain(name) ?? (name.AsSpan().ContainsAny('@', '#') ? "'@' and '#' have a meaning in MODEL@PROVIDER#2" : null),
        () => new JsonObject { ["pattern"] = "^[!-~]+$", ["not"] = new JsonObject { ["pattern"] = "[@#]" } });

    /// <summary>Names by which a request asks for a model, beside <c>auto</c>, <c>role:NAME</c>, <c>panel:NAME</c> and <c>MODEL@PROVIDER</c>.</summary>
    public static NameRule Model { get; } = new(
        name => Plain(name) ?? ModelProblem(name),
        () => new JsonObject { ["pattern"] = "^[!-~]+$", ["not"] = new JsonObject { ["pattern"] = "@|^role:|^panel:|^auto$|^auto:" } });

    /// <summary>Names that get into headers.</summary>
    public static NameRule Printable { get; } = new(Plain, () => new JsonObject { ["pattern"] = "^[!-~]+$" });

    /// <summary>One of given names.</summary>
    public static NameRule OneOf(IReadOnlyList<string> known) => new(
        name => known.Contains(name) ? null : $"it must be one of {string.Join(", ", known)}.{NearestNames.Suggest(name, known)}".TrimEnd('.'),
        () => new JsonObject { ["enum"] = new JsonArray([.. known.Select(k => (JsonNode)k)]) });

    private static string? Plain(string name) =>
        name.Length == 0 ? "a name must not be empty"
        : name.All(c => c is > ' ' and < '\x7f') ? null
        : "it gets into HTTP headers, so it takes printable ASCII characters without spaces";

    private static string? ModelProblem(string name) =>
        name.Contains('@', StringComparison.Ordinal) ? "'@' means a deployment, as in MODEL@PROVIDER"
        : name is "auto" || name.StartsWith("auto:", StringComparison.Ordinal) ? "requests that say 'auto' leave the choice to the router"
        : name.StartsWith("role:", StringComparison.Ordinal) ? "'role:' asks for a role"
        : name.StartsWith("panel:", StringComparison.Ordinal) ? "'panel:' asks for a panel"
        : null;
}
