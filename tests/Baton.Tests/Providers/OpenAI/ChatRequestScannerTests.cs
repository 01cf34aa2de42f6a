using Baton.Providers;

namespace Baton.Tests.Providers.OpenAI;

public sealed class ChatRequestScannerTests
{
    private const string Hello = """[{"role":"user","content":"hi"}]""";

    [Theory]
    [InlineData("", ErrorCodes.InvalidJson, null)]
    [InlineData("{\"model\":", ErrorCodes.InvalidJson, null)]
    [InlineData("[]", ErrorCodes.InvalidRequest, null)]
    [InlineData("{} {}", ErrorCodes.InvalidJson, null)]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", ErrorCodes.InvalidRequest, "model")]
    [InlineData("""{"model":"m"}""", ErrorCodes.InvalidRequest, "messages")]
    [InlineData("""{"model":"m","messages":[]}""", ErrorCodes.InvalidRequest, "messages")]
    [InlineData("""{"model":"m","messages":"hi"}""", ErrorCodes.InvalidRequest, "messages")]
    [InlineData("""{"model":"m","messages":["hi"]}""", ErrorCodes.InvalidRequest, "messages[0]")]
    [InlineData("""{"model":"m","messages":[{"content":"hi"}]}""", ErrorCodes.InvalidRequest, "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"usr","content":"hi"}]}""", ErrorCodes.InvalidRequest, "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":5}]}""", ErrorCodes.InvalidRequest, "messages[0].content")]
    public void What_is_no_request_is_refused_and_the_field_named(string body, string code, string? param)
    {
        var error = Should.Throw<BatonException>(() => Wire.Request(body));
        error.Code.ShouldBe(code);
        error.Param.ShouldBe(param);
    }

    [Theory]
    [InlineData("model", "5")]
    [InlineData("stream", "\"yes\"")]
    [InlineData("stream_options", "true")]
    [InlineData("temperature", "\"hot\"")]
    [InlineData("top_p", "[]")]
    [InlineData("max_tokens", "\"many\"")]
    [InlineData("max_tokens", "0")]
    [InlineData("max_completion_tokens", "1.5")]
    [InlineData("n", "0")]
    [InlineData("seed", "1.5")]
    [InlineData("tools", "{}")]
    [InlineData("tool_choice", "5")]
    [InlineData("response_format", "\"json\"")]
    [InlineData("stop", "5")]
    [InlineData("user", "5")]
    [InlineData("parallel_tool_calls", "1")]
    public void A_field_of_the_wrong_type_is_named(string field, string value)
    {
        var model = field == "model" ? "" : "\"model\":\"m\",";
        var error = Should.Throw<BatonException>(() => Wire.Request($$"""{{{model}}"{{field}}":{{value}},"messages":{{Hello}}}"""));
        error.Code.ShouldBe(ErrorCodes.InvalidRequest);
        error.Param.ShouldBe(field);
        error.Message.ShouldContain($"'{field}'");
    }

    [Fact]
    public void A_model_that_stands_twice_is_refused_because_only_one_could_be_replaced() =>
        Should.Throw<BatonException>(() => Wire.Request($$"""{"model":"a","model":"b","messages":{{Hello}}}""")).Param.ShouldBe("model");

    [Fact]
    public void Wire23_Content_may_be_null_a_string_or_parts()
    {
        var request = Wire.Request("""
            {"model":"m","messages":[
              {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"a","content":"4"},
              {"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"http://x/y.png"}}]}]}
            """);
        request.Facts.MessageCount.ShouldBe(3);
        request.Facts.HasImages.ShouldBeTrue();
        request.Text(new ByteRange(request.Facts.LastUserText.Start - 1, request.Facts.LastUserText.Length + 2)).ShouldBe("look");
    }

    [Fact]
    public void Wire29_Both_names_of_the_bound_are_taken()
    {
        Wire.Request($$"""{"model":"m","max_tokens":5,"messages":{{Hello}}}""").Facts.MaxOutput.ShouldBe(5);
        Wire.Request($$"""{"model":"m","max_completion_tokens":6,"messages":{{Hello}}}""").Facts.MaxOutput.ShouldBe(6);
        Wire.Request($$"""{"model":"m","max_tokens":-1,"messages":{{Hello}}}""").Facts.MaxOutput.ShouldBeNull();
    }

    [Fact]
    public void Wire34_Nulls_are_taken_out_of_the_body()
    {
        var request = Wire.Request($$"""{"tools":null,"model":"m","stop":null,"messages":{{Hello}},"seed":null}""");
        System.Text.Encoding.UTF8.GetString(request.Body.Span).ShouldBe($$"""{"model":"m","messages":{{Hello}}}""");
    }
}
