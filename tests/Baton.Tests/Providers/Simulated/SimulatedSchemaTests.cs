using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Json.Schema;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Simulated;

public sealed class SimulatedSchemaTests
{
    private const string Prompt = "Plan 3 days in Lisbon for Maria Silva, mail to \"office\"";

    public static TheoryData<string> Schemas =>
    [
        """true""",
        """{"type":"string","minLength":40}""",
        """{"type":"string","maxLength":3}""",
        """{"type":"string","pattern":"^[A-Z]{2}-\\d{4}(-[a-z]+)?$"}""",
        """{"type":"string","pattern":"^(red|green|blue)\\.[^\\s.]{3,5}$","minLength":8}""",
        """{"type":"string","pattern":"^\\+?[0-9]{1,3}[ -]\\(?[0-9]{3}\\)?$"}""",
        """{"type":["null","integer"],"minimum":3,"exclusiveMaximum":5}""",
        """{"type":"integer","multipleOf":7,"exclusiveMinimum":7,"maximum":15}""",
        """{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.001}""",
        """{"type":"number","multipleOf":0.25,"minimum":-1,"maximum":-0.5}""",
        """{"enum":[1,null,{"a":2}]}""",
        """{"const":{"x":[1,2]}}""",
        """{"type":"array","items":{"enum":["a","b","c"]},"uniqueItems":true,"minItems":3}""",
        """{"type":"array","items":{"type":"string"},"uniqueItems":true,"minItems":12}""",
        """{"type":"array","items":{"type":"object","properties":{"n":{"type":"integer","minimum":1,"maximum":9}},"required":["n"]},"uniqueItems":true,"minItems":5}""",
        """{"type":"array","prefixItems":[{"type":"string"},{"type":"boolean"}],"items":false,"minItems":2}""",
        """{"type":"array","contains":{"const":7},"minContains":2,"items":{"type":"integer"}}""",
        """{"type":"array","maxItems":0}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"null"},"c":false},"required":["a"],"additionalProperties":false}""",
        """{"type":"object","minProperties":3,"additionalProperties":{"type":"integer"}}""",
        """{"type":"object","maxProperties":1,"properties":{"a":{},"b":{},"c":{}},"required":["b"]}""",
        """{"type":"object","patternProperties":{"^x-[a-z]+$":{"type":"boolean"}},"additionalProperties":false,"minProperties":2}""",
        """{"type":"object","properties":{"a":{}},"required":["a"],"dependentRequired":{"a":["b"]}}""",
        """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["value","children"],"additionalProperties":false}}}""",
        """{"$defs":{"list":{"anyOf":[{"$ref":"#/$defs/cell"},{"type":"null"}]},"cell":{"type":"object","properties":{"head":{"type":"string"},"tail":{"$ref":"#/$defs/list"}},"required":["head","tail"]}},"$ref":"#/$defs/list"}""",
        """{"allOf":[{"type":"object","properties":{"a":{"type":"integer","minimum":2}},"required":["a"]},{"properties":{"a":{"maximum":2},"b":{"type":"string"}},"required":["b"]}]}""",
        """{"oneOf":[{"type":"object","properties":{"kind":{"const":"cat"},"lives":{"type":"integer","maximum":9,"minimum":0}},"required":["kind","lives"],"additionalProperties":false},{"type":"object","properties":{"kind":{"const":"dog"}},"required":["kind"],"additionalProperties":false}]}""",
        """{"oneOf":[{"type":"integer"},{"type":"number","minimum":0.5}]}""",
        """{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}],"properties":{"a":{"type":"string"},"b":{"type":"string"}}}""",
        """{"type":"object","properties":{"country":{"enum":["US","CA"]},"zip":{"type":"string"}},"if":{"properties":{"country":{"const":"US"}}},"then":{"required":["zip"]},"else":{"required":["postal"]},"required":["country"]}""",
        """{"type":"integer","minimum":1,"maximum":3,"not":{"const":1}}""",
        """{"type":"object","properties":{"id":{"type":"string","format":"uuid"},"at":{"type":"string","format":"date-time"},"day":{"type":"string","format":"date"},"mail":{"type":"string","format":"email"},"site":{"type":"string","format":"uri"},"ip":{"type":"string","format":"ipv4"},"six":{"type":"string","format":"ipv6"},"host":{"type":"string","format":"hostname"},"span":{"type":"string","format":"duration"},"hour":{"type":"string","format":"time"}},"required":["id","at","day","mail","site","ip","six","host","span","hour"]}""",
    ];

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Wire32_an_answer_obeys_the_schema_asked_for(string schema)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            await ShouldObeyAsync(schema, seed, quality: seed % 2);
        }
    }

    [Fact]
    public void Wire32_an_answer_obeys_any_schema() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => ShouldObeyAsync(RandomSchema.Make(seed), seed, quality: 1).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public async Task Its_values_are_those_of_the_prompt()
    {
        const string schema = """
            {"type":"object","required":["city","days","person","summary"],"properties":{"city":{"type":"string"},"days":{"type":"integer"},"person":{"type":"string"},"summary":{"type":"string"}}}
            """;

        var made = JsonNode.Parse(await AnswerAsync(schema, 7, 1))!;

        made["city"]!.ToString().ShouldBe("Lisbon");
        made["days"]!.ToString().ShouldBe("3");
        made["person"]!.ToString().ShouldBe("Maria Silva");
        made["summary"]!.ToString().ShouldContain("Lisbon", Case.Insensitive);
    }

    [Fact]
    public async Task Plain_json_is_an_object_with_the_answer() =>
        JsonNode.Parse(await SimulatedModels.Good.SayAsync("What is 2+2? Use JSON", new ChatOptions { ResponseFormat = ChatResponseFormat.Json }))!["answer"]!
            .ToString().ShouldBe("2+2 = 4");

    [Theory]
    [InlineData("""{"type":"string","pattern":"^(a+)+b(?=c)$"}""")]
    [InlineData("""{"type":"string","pattern":"((a{0}){1000000}){1000000}"}""")]
    [InlineData("""{"type":"string","minLength":2000000000}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"type":"array","minItems":100,"items":{"$ref":"#"}}""")]
    [InlineData("""{"type":"object","required":["a","b"],"properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}}}""")]
    [InlineData("""{"type":"array","minItems":1000000000,"uniqueItems":true,"items":{"const":1}}""")]
    [InlineData("""{"$ref":"https://example.com/elsewhere.json"}""")]
    public async Task A_schema_made_to_hang_or_without_instances_gets_an_answer_all_the_same(string schema) =>
        (await AnswerAsync(schema, 1, 1)).ShouldNotBeEmpty();

    private static async Task ShouldObeyAsync(string schema, int seed, double quality)
    {
        var answer = await AnswerAsync(schema, seed, quality);
        var result = JsonSchema.FromText(schema).Evaluate(
            JsonNode.Parse(answer), new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        result.IsValid.ShouldBeTrue($"{answer}\ndoes not obey\n{schema}\n{JsonSerializer.Serialize(result)}");
    }

    private static Task<string> AnswerAsync(string schema, int seed, double quality) => SimulatedModels.Client(quality, seed).SayAsync(
        Prompt, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema)) });
}
