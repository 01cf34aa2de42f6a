using System.Text.Json.Nodes;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.OpenAI;
using Baton.Telemetry;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Providers.OpenAI;

public sealed class RequestSpliceTests
{
    private const string Hello = """[{"role":"user","content":"hi"}]""";

    private static readonly OpenAIDialect Any = new();
    private static readonly OpenAIDialect Official = new(MaxCompletionTokens: true, Developer: true, ReasoningInHistory: false);

    private static async Task<string> Splice(string body, OpenAIDialect? dialect = null, RequestRecord? record = null)
    {
        using var content = RequestSplice.Make(Wire.Request(body), "\"up\""u8.ToArray(), dialect ?? Any, record);
        var sent = await content.ReadAsStringAsync();
        content.Headers.ContentLength.ShouldBe(System.Text.Encoding.UTF8.GetByteCount(sent));
        return sent;
    }

    [Fact]
    public async Task Only_the_models_bytes_are_replaced() =>
        (await Splice($$"""  { "x" : [1.0e0,{"a":"\u00e9"}], "model" : "m" , "messages":{{Hello}} , "y":"ü" }  """))
            .ShouldBe($$"""  { "x" : [1.0e0,{"a":"\u00e9"}], "model" : "up" , "messages":{{Hello}} , "y":"ü" }  """);

    [Theory]
    [InlineData("", ",\"stream_options\":{\"include_usage\":true}", true)]
    [InlineData(",\"stream_options\":{}", ",\"stream_options\":{\"include_usage\":true}", false)]
    [InlineData(",\"stream_options\":{\"include_usage\":false}", ",\"stream_options\":{\"include_usage\":true}", false)]
    [InlineData(",\"stream_options\":{\"x\":1}", ",\"stream_options\":{\"include_usage\":true,\"x\":1}", false)]
    [InlineData(",\"stream_options\":{\"include_usage\":true}", ",\"stream_options\":{\"include_usage\":true}", false)]
    public async Task Wire26_A_streaming_upstream_is_always_asked_for_usage(string said, string sent, bool atEnd)
    {
        var before = $$"""{"model":"m","stream":true{{said}},"messages":{{Hello}}}""";
        var after = atEnd
            ? $$"""{"model":"up","stream":true,"messages":{{Hello}}{{sent}}}"""
            : $$"""{"model":"up","stream":true{{sent}},"messages":{{Hello}}}""";
        (await Splice(before)).ShouldBe(after);
    }

    [Fact]
    public async Task Wire29_The_bound_goes_out_under_the_name_that_the_target_takes()
    {
        (await Splice($$"""{"model":"m","max_completion_tokens":5,"messages":{{Hello}}}""")).ShouldContain("\"max_tokens\":5");
        (await Splice($$"""{"model":"m","max_tokens":5,"messages":{{Hello}}}""", Official)).ShouldContain("\"max_completion_tokens\":5");
        var both = await Splice($$"""{"model":"m","max_tokens":5,"max_completion_tokens":6,"messages":{{Hello}}}""");
        both.ShouldBe($$"""{"model":"up","max_tokens":6,"messages":{{Hello}}}""");
    }

    [Fact]
    public async Task A_bound_that_a_budget_sets_is_put_in_where_the_caller_said_none_and_all_else_stays()
    {
        var raw = Wire.Request($$"""{"model":"m","unknown":{"a":[1]},"stream":true,"tools":[{"type":"function","function":{"name":"f"} }],"messages":{{Hello}}}""");
        var options = new BatonChatOptions();
        RawChatOptions.Fill(raw, options);
        raw.DescribesUnbounded(raw.Messages, options, out _).ShouldBeFalse();
        options.MaxOutputTokens = 7;
        raw.Describes(raw.Messages, options).ShouldBeFalse();
        raw.DescribesUnbounded(raw.Messages, options, out var bound).ShouldBeTrue();
        using var content = RequestSplice.Make(raw, "\"up\""u8.ToArray(), Official, null, bound);
        (await content.ReadAsStringAsync()).ShouldBe(
            $$"""{"model":"up","unknown":{"a":[1]},"stream":true,"tools":[{"type":"function","function":{"name":"f"} }],"messages":{{Hello}},"stream_options":{"include_usage":true},"max_completion_tokens":7}""");
        options.Temperature = 1;
        raw.DescribesUnbounded(raw.Messages, options, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Wire30_Developer_becomes_system_where_the_target_lacks_it()
    {
        const string Body = """{"model":"m","messages":[{"role":"developer","content":"a"},{"role":"user","content":"b"}]}""";
        (await Splice(Body)).ShouldContain("\"role\":\"system\"");
        (await Splice(Body, Official)).ShouldContain("\"role\":\"developer\"");
    }

    [Fact]
    public async Task Wire31_What_a_target_rejects_is_left_out_and_named()
    {
        var record = new RequestRecord();
        var sent = await Splice(
            $$"""{"model":"m","logit_bias":{},"x":1,"messages":{{Hello}}}""", new OpenAIDialect(Rejected: ["logit_bias", "user"]), record);
        sent.ShouldBe($$"""{"model":"up","x":1,"messages":{{Hello}}}""");
        record.Dropped.ShouldBe(["logit_bias"]);
    }

    [Fact]
    public async Task Wire35_Reasoning_is_stripped_from_history_for_targets_that_reject_it()
    {
        const string Body = """{"model":"m","messages":[{"role":"assistant","content":"a","reasoning_content":"r"},{"role":"user","content":"b"}]}""";
        (await Splice(Body)).ShouldContain("reasoning_content");
        (await Splice(Body, Official)).ShouldNotContain("reasoning_content");
    }

    [Fact]
    public void Dialects_are_told_by_the_host()
    {
        OpenAIDialect.Of(new ProviderOptions { Name = "a", Kind = ProviderKinds.OpenAI }).Developer.ShouldBeTrue();
        OpenAIDialect.Of(new ProviderOptions { Name = "a", Kind = ProviderKinds.OpenAI, BaseUrl = new Uri("https://x.openai.azure.com/v1") }).Developer.ShouldBeTrue();
        OpenAIDialect.Of(new ProviderOptions { Name = "a", Kind = ProviderKinds.OpenAI, BaseUrl = new Uri("http://127.0.0.1:1/v1") }).Developer.ShouldBeFalse();
        OpenAIDialect.Of(new ProviderOptions { Name = "a", Kind = ProviderKinds.OpenAI, BaseUrl = new Uri("https://notapi.openai.com.evil/v1") }).Developer.ShouldBeFalse();
    }

    /// <summary>Whatever else a request says, the upstream gets the same JSON with another model.</summary>
    [Fact]
    public void A_splice_changes_nothing_but_the_model()
    {
        var field = from name in Gen.Elements("a", "b \\\" c", "temperature_", "ü", "metadata")
                    from value in Gen.Elements("1", "\"x\\n\"", "[1,{\"y\":null}]", "{}", "true", "-1.5e3")
                    select (name, value);
        var body = from fields in Gen.ListOf(field)
                   from at in Gen.Choose(0, 5)
                   select (Fields: fields.DistinctBy(f => f.name).ToList(), At: at);
        Prop.ForAll(body.ToArbitrary(), sample =>
        {
            var parts = sample.Fields.ConvertAll(f => $"\"{f.name.Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal)}\":{f.value}");
            parts.Insert(Math.Min(sample.At, parts.Count), "\"model\":\"m\"");
            parts.Insert(Math.Min(sample.At / 2, parts.Count), $"\"messages\":{Hello}");
            var before = "{" + string.Join(",", parts) + "}";
            var expected = JsonNode.Parse(before)!;
            expected["model"] = "up";
            var sent = Splice(before).GetAwaiter().GetResult();
            return JsonNode.DeepEquals(expected, JsonNode.Parse(sent));
        }).QuickCheckThrowOnFailure();
    }
}
