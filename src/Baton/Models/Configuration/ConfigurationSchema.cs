using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Models.Configuration.Binding;
using Baton.Models.Configuration.Sections;

namespace Baton.Models.Configuration;

/// <summary>The JSON Schema of <c>baton.yaml</c>, made of the declarations that the binder reads by.</summary>
internal static class ConfigurationSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Makes it.</summary>
    public static JsonObject Create()
    {
        var definitions = new SchemaDefinitions();
        var root = RootSection.Section.Schema(definitions);
        return new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "baton.yaml",
            ["$ref"] = root["$ref"]!.DeepClone(),
            ["definitions"] = definitions.ToJson(),
        };
    }

    /// <summary>Makes it as the text of <c>baton.schema.json</c>.</summary>
    public static string Write() => Create().ToJsonString(Indented) + "\n";
}
