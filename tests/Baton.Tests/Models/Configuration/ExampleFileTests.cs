using System.Text.Json.Nodes;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Models.Configuration.Binding;
using Baton.Models.Configuration.Syntax;
using Baton.Testing;
using Json.Schema;

namespace Baton.Tests.Models.Configuration;

public sealed class ExampleFileTests
{
    private static readonly string Example = File.ReadAllText(Path.Combine(Checkout.Root, "baton.example.yaml"));

    [Fact]
    public void The_example_is_valid_without_any_environment_variable() => Reading.Errors(Example).ShouldBeEmpty();

    [Fact]
    public void A_catalog_can_be_built_of_the_example() =>
        Catalog.Build(Reading.Options(Example)).FindDeployment("qwen2.5-coder@here").ShouldNotBeNull();

    [Fact]
    public void The_example_documents_every_key()
    {
        var schema = ConfigurationSchema.Create();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Walk(schema, YamlReader.Read(Example)!, schema, seen);

        var missing = from definition in schema["definitions"]!.AsObject()
                      from property in definition.Value!["properties"]!.AsObject()
                      where !seen.Contains(Identity(property.Key, property.Value!))
                      select $"{definition.Key}.{property.Key}";
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Every_key_of_the_example_has_a_comment_or_says_itself_what_it_is()
    {
        var bare = Example.Split('\n').Where(line => line.Contains("[later]", StringComparison.Ordinal)).ToArray();
        var notYet = SchemaKeys().Where(k => k.Value["description"]!.ToString().EndsWith("(Not acted on in this version.)", StringComparison.Ordinal)).Select(k => k.Key);

        foreach (var key in notYet.Distinct(StringComparer.Ordinal))
        {
            bare.ShouldContain(line => line.TrimStart(' ', '-').StartsWith(key + ":", StringComparison.Ordinal), key);
        }

        var marked = bare.Where(line => !line.StartsWith('#')).Select(line => line.TrimStart(' ', '-').Split(':')[0]);
        marked.ShouldAllBe(key => notYet.Contains(key), "A mark stays only as long as the key is not acted on.");
    }

    [Fact]
    public void The_schema_takes_the_example() => Evaluate(NodeJson.Of(YamlReader.Read(Example))).ShouldBeTrue();

    [Fact]
    public void The_schema_takes_the_contracts_example() =>
        Evaluate(NodeJson.Of(YamlReader.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Models", "Configuration", "ContractExample.yaml"))))).ShouldBeTrue();

    [Theory]
    [InlineData("server: { urls: [nowhere] }")]
    [InlineData("server: { colour: red }")]
    [InlineData("defaults: { attempts: 0 }")]
    [InlineData("defaults: { stall_timeout: 60 }")]
    [InlineData("providers: { a: { kind: opnai } }")]
    [InlineData("providers: { 'a@b': { kind: openai } }")]
    [InlineData("models: { auto: { provider: a } }")]
    [InlineData("models: { m: { quality: 1.5 } }")]
    [InlineData("budgets: [ { scope: global } ]")]
    public void The_schema_refuses_what_the_binder_refuses(string yaml)
    {
        Evaluate(NodeJson.Of(YamlReader.Read(yaml))).ShouldBeFalse();
        Reading.Errors(yaml).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_committed_schema_is_the_one_that_the_declarations_make()
    {
        var path = Path.Combine(Checkout.Root, "baton.schema.json");
        if (Environment.GetEnvironmentVariable("BATON_UPDATE") == "1")
        {
            File.WriteAllText(path, BatonConfiguration.JsonSchema());
        }

        File.ReadAllText(path).ShouldBe(BatonConfiguration.JsonSchema(), "run this test once with BATON_UPDATE=1 and commit baton.schema.json");
    }

    private static bool Evaluate(JsonNode? instance) =>
        JsonSchema.FromText(BatonConfiguration.JsonSchema()).Evaluate(instance).IsValid;

    private static IEnumerable<KeyValuePair<string, JsonNode>> SchemaKeys() =>
        from definition in ConfigurationSchema.Create()["definitions"]!.AsObject()
        from property in definition.Value!["properties"]!.AsObject()
        select KeyValuePair.Create(property.Key, property.Value!);

    // A key that a model's short form shares with a deployment has the same words in both.
    private static string Identity(string key, JsonNode schema) => $"{key}: {schema["description"]}";

    private static void Walk(JsonObject root, ConfigurationNode node, JsonNode? schema, HashSet<string> seen)
    {
        foreach (var part in Parts(root, schema))
        {
            if (node is SequenceNode list && part["items"] is { } items)
            {
                foreach (var item in list.Items)
                {
                    Walk(root, item, items, seen);
                }
            }

            foreach (var entry in (node as MappingNode)?.Entries ?? [])
            {
                if (part["properties"]?[entry.Key.Text] is { } property)
                {
                    seen.Add(Identity(entry.Key.Text, property));
                    Walk(root, entry.Value, property, seen);
                }
                else if (part["additionalProperties"] is JsonObject value)
                {
                    Walk(root, entry.Value, value, seen);
                }
            }
        }
    }

    private static IEnumerable<JsonNode> Parts(JsonObject root, JsonNode? schema)
    {
        if (schema is not JsonObject one)
        {
            return [];
        }

        IEnumerable<JsonNode?> inner = [.. one["anyOf"]?.AsArray() ?? [], .. one["allOf"]?.AsArray() ?? []];
        if (one["$ref"] is { } reference)
        {
            inner = inner.Append(root["definitions"]![reference.ToString().Split('/')[^1]]);
        }

        return inner.SelectMany(i => Parts(root, i)).Prepend(one);
    }
}
