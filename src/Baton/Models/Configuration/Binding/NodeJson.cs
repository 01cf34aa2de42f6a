using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>A node as JSON, plain values with the type that YAML's core schema gives them.</summary>
internal static class NodeJson
{
    public static JsonNode? Of(ConfigurationNode? node) => node switch
    {
        SequenceNode list => new JsonArray([.. list.Items.Select(Of)]),
        MappingNode map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Of(e.Value)))),
        ScalarNode { IsNull: false } scalar => OfScalar(scalar),
        _ => null,
    };

    private static JsonNode OfScalar(ScalarNode scalar)
    {
        if (scalar.Style != ScalarStyle.Plain)
        {
            return scalar.Text;
        }

        return scalar.Text switch
        {
            "true" => true,
            "false" => false,
            var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
            var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) && !char.IsAsciiLetter(text[0]) => number,
            var text => text,
        };
    }
}
