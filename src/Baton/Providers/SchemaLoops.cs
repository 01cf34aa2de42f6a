using System.Globalization;
using System.Text.Json;

namespace Baton.Providers;

/// <summary>
/// Finds JSON schemas that refer to themselves for the same place of an instance, over <c>$ref</c>, <c>allOf</c>, <c>if</c> …:
/// they can never be evaluated, and a validator that tries ends the process with its stack. Recursion through
/// <c>properties</c> or <c>items</c> is no loop: an instance ends it.
/// </summary>
internal sealed class SchemaLoops
{
    /// <summary>The longest way from schema to schema within one place: longer ones would take a validator's stack as well.</summary>
    private const int Longest = 100;

    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Singles = ["not", "if", "then", "else"];
    private static readonly string[] Maps = ["dependentSchemas", "dependencies"];
    private static readonly string[] References = ["$ref", "$dynamicRef", "$recursiveRef"];

    private readonly Dictionary<string, JsonElement> _byPath = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Path)> _named = [];

    /// <summary>How far the way goes from a schema that was walked to its end.</summary>
    private readonly Dictionary<string, int> _reach = new(StringComparer.Ordinal);
    private readonly HashSet<string> _walking = new(StringComparer.Ordinal);

    private SchemaLoops(JsonElement root) => Collect(root, "");

    /// <summary>Whether a schema has a loop, or a way that is too long.</summary>
    /// <param name="schema">The whole schema.</param>
    /// <returns>Whether it must not be evaluated.</returns>
    public static bool Any(JsonElement schema)
    {
        var loops = new SchemaLoops(schema);
        return loops._byPath.Keys.Any(path => loops.Reach(path) > Longest);
    }

    private void Collect(JsonElement node, string path)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            var at = 0;
            foreach (var item in node.EnumerateArray())
            {
                Collect(item, $"{path}/{(at++).ToString(CultureInfo.InvariantCulture)}");
            }
        }
        else if (node.ValueKind == JsonValueKind.Object)
        {
            _byPath[path] = node;
            foreach (var member in node.EnumerateObject())
            {
                if (member.Name is "$id" or "$anchor" or "$dynamicAnchor" && member.Value.ValueKind == JsonValueKind.String)
                {
                    _named.Add((member.Name == "$id" ? LastPart(member.Value.GetString()!) : $"#{member.Value.GetString()}", path));
                }

                Collect(member.Value, $"{path}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
            }
        }
    }

    private int Reach(string path)
    {
        if (_reach.TryGetValue(path, out var known))
        {
            return known;
        }

        if (_walking.Count > Longest || !_walking.Add(path))
        {
            return Longest + 1;
        }

        var reach = 0;
        foreach (var next in SamePlace(path))
        {
            reach = Math.Max(reach, Reach(next) + 1);
            if (reach > Longest)
            {
                break;
            }
        }

        _walking.Remove(path);
        return _reach[path] = reach;
    }

    /// <summary>The schemas that hold for the same place of an instance.</summary>
    private IEnumerable<string> SamePlace(string path)
    {
        var node = _byPath[path];
        foreach (var member in node.EnumerateObject())
        {
            if (Singles.Contains(member.Name) || Lists.Contains(member.Name) || Maps.Contains(member.Name))
            {
                var below = $"{path}/{member.Name}";
                foreach (var one in Singles.Contains(member.Name) ? [below] : Children(member.Value, below))
                {
                    if (_byPath.ContainsKey(one))
                    {
                        yield return one;
                    }
                }
            }
            else if (References.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.String)
            {
                foreach (var target in Targets(member.Value.GetString()!))
                {
                    yield return target;
                }
            }
        }
    }

    private static IEnumerable<string> Children(JsonElement node, string path) => node.ValueKind switch
    {
        JsonValueKind.Array => Enumerable.Range(0, node.GetArrayLength()).Select(i => string.Create(CultureInfo.InvariantCulture, $"{path}/{i}")),
        JsonValueKind.Object => node.EnumerateObject()
            .Select(m => $"{path}/{m.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"),
        _ => [],
    };

    /// <summary>What a reference may mean: a place of the document, an anchor, or a schema with an id, which is compared by its last part.</summary>
    private IEnumerable<string> Targets(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var (document, fragment) = hash < 0 ? (reference, "") : (reference[..hash], Uri.UnescapeDataString(reference[(hash + 1)..]));
        var roots = document.Length == 0
            ? [""]
            : _named.Where(n => n.Name == LastPart(document)).Select(n => n.Path).ToArray();
        if (fragment.Length > 0 && fragment[0] != '/')
        {
            return _named.Where(n => n.Name == $"#{fragment}").Select(n => n.Path);
        }

        // A schema with an id of its own is a document: "#/…" inside of it may mean a place there.
        return roots.Concat(document.Length == 0 ? _named.Where(n => n.Name[0] != '#').Select(n => n.Path) : [])
            .Select(root => root + fragment).Where(_byPath.ContainsKey).Distinct(StringComparer.Ordinal);
    }

    private static string LastPart(string id) => id.TrimEnd('#') is var bare && bare.Length == 0 ? "/" : bare[(bare.TrimEnd('/').LastIndexOf('/') + 1)..];
}
