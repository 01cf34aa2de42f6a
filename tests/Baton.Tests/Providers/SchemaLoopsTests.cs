using System.Text.Json;
using Baton.Providers;

namespace Baton.Tests.Providers;

public sealed class SchemaLoopsTests
{
    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/c"}]},"c":{"not":{"$ref":"#/$defs/b"}}}}""")]
    [InlineData("""{"$defs":{"a/b":{"if":{"$ref":"#/$defs/a~1b"}}}}""")]
    [InlineData("""{"$defs":{"x":{"$anchor":"here","oneOf":[{"$ref":"#here"}]}}}""")]
    [InlineData("""{"$id":"https://example.com/tree.json","allOf":[{"$ref":"tree.json"}]}""")]
    [InlineData("""{"$dynamicAnchor":"node","allOf":[{"$dynamicRef":"#node"}]}""")]
    [InlineData("""{"$recursiveRef":"#"}""")]
    public void A_schema_that_refers_to_itself_for_the_same_place_is_found(string schema) => Any(schema).ShouldBeTrue();

    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}}}""")]
    [InlineData("""{"$defs":{"list":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/cell"}]},"cell":{"properties":{"tail":{"$ref":"#/$defs/list"}}}},"$ref":"#/$defs/list"}""")]
    [InlineData("""{"properties":{"$ref":{"type":"string"}},"required":["$ref"]}""")]
    [InlineData("""{"$ref":"https://example.com/elsewhere.json"}""")]
    public void A_recursion_that_an_instance_ends_is_none(string schema) => Any(schema).ShouldBeFalse();

    [Fact]
    public void A_way_that_would_take_a_validators_stack_counts_as_one()
    {
        Any(Chain(90)).ShouldBeFalse();
        Any(Chain(5_000)).ShouldBeTrue();
    }

    [Fact]
    public void A_request_with_such_a_schema_is_refused_with_the_reason()
    {
        var refused = Should.Throw<UpstreamException>(() => AnswerSchema.Parse(JsonElement.Parse("""{"allOf":[{"$ref":"#"}]}""")));

        refused.Code.ShouldBe(ErrorCodes.InvalidRequest);
        refused.Message.ShouldContain("refers to itself without end");
    }

    private static string Chain(int length) =>
        "{" + string.Join(",", Enumerable.Range(0, length).Select(i => $"\"s{i}\":{{\"$ref\":\"#/s{i + 1}\"}}")) + $",\"s{length}\":{{}}}}";

    private static bool Any(string schema) => SchemaLoops.Any(JsonElement.Parse(schema));
}
