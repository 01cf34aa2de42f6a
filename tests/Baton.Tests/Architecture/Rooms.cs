namespace Baton.Tests.Architecture;

/// <summary>The engine's rooms in the order of DESIGN.md: one may use those before it, none after it.</summary>
internal static class Rooms
{
    /// <summary>The root namespace, where Orchestra and the front doors stand.</summary>
    public const string Front = "(front)";

    private static readonly string[] FromTheBottom =
    [
        "Models", "Redaction", "Telemetry", "Providers", "Residency", "Balancing", "Budgets", "Context", "Quality", "Routing", "Roles",
        "Attempts", "Caching", Front, "Conversations", "Collaboration", "Arbitration", "Comparison", "Discovery", "Training", "Detection",
    ];

    /// <summary>What stands in the root namespace because every caller catches it, and every room throws it.</summary>
    private static readonly Type[] Everyones = [typeof(BatonException), typeof(ErrorCodes)];

    /// <summary>The room of a type of the engine.</summary>
    /// <returns>Its room; <c>null</c>: it belongs to everyone, or to a generator of the compiler.</returns>
    public static string? Of(Type type)
    {
        if (Everyones.Contains(type) || type.Namespace is not { } space)
        {
            return null;
        }

        return space == "Baton" ? Front : space.StartsWith("Baton.", StringComparison.Ordinal) ? space.Split('.')[1] : null;
    }

    /// <summary>Whether the list above knows the room.</summary>
    public static bool Knows(string room) => FromTheBottom.Contains(room);

    /// <summary>Every use of a room by one that stands below it, as <c>user (room) uses type (room)</c>.</summary>
    public static List<string> Violations(IEnumerable<Type> types)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            foreach (var used in TypeReferences.Of(type))
            {
                if (Of(type) is { } from && Of(used) is { } to && Array.IndexOf(FromTheBottom, to) > Array.IndexOf(FromTheBottom, from))
                {
                    found.Add($"{Outermost(type).Name} ({from}) uses {Outermost(used).Name} ({to})");
                }
            }
        }

        return [.. found];
    }

    /// <summary>Lambdas and state machines are nested types of the one that a person wrote.</summary>
    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
