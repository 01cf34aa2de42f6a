using System.Text.Json;
using Microsoft.Extensions.AI;
using static Baton.Tests.Providers.Anthropic.Messages;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>Tools, whether they must be called, and what their calls looked like.</summary>
public sealed class ToolTests
{
    private static readonly AITool _weather =
        AIFunctionFactory.Create((string city) => city.Length, "get_weather", "Tells the weather.");

    [Fact]
    public void Tools_are_described_by_their_schema()
    {
        var tool = Request(new ChatOptions { Tools = [_weather] }, User("a")).GetProperty("tools")[0];

        tool.GetProperty("name").GetString().ShouldBe("get_weather");
        tool.GetProperty("description").GetString().ShouldBe("Tells the weather.");
        tool.GetProperty("input_schema").GetProperty("type").GetString().ShouldBe("object");
        tool.GetProperty("input_schema").GetProperty("properties").GetProperty("city").GetProperty("type").GetString().ShouldBe("string");
    }

    [Fact]
    public void A_tool_that_is_no_function_is_named_as_dropped()
    {
        var options = new Recorded { Tools = [new HostedWebSearchTool()] };

        Request(options, User("a")).Has("tools").ShouldBeFalse();

        options.Record!.Dropped.ShouldBe(["tools.web_search"]);
    }

    public static TheoryData<string?, bool?, string?> Choices => new()
    {
        { null, null, null },
        { null, true, null },
        { null, false, """{"type":"auto","disable_parallel_tool_use":true}""" },
        { "auto", null, """{"type":"auto"}""" },
        { "required", false, """{"type":"any","disable_parallel_tool_use":true}""" },
        { "required", true, """{"type":"any"}""" },
        { "get_weather", null, """{"type":"tool","name":"get_weather"}""" },
        { "none", false, """{"type":"none"}""" },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Wire33_Choice_and_parallel_calls_are_the_APIs_one_field(string? mode, bool? several, string? sent)
    {
        ChatToolMode? asked = mode switch
        {
            null => null,
            "auto" => ChatToolMode.Auto,
            "none" => ChatToolMode.None,
            "required" => ChatToolMode.RequireAny,
            _ => ChatToolMode.RequireSpecific(mode),
        };

        var request = Request(new ChatOptions { Tools = [_weather], ToolMode = asked, AllowMultipleToolCalls = several }, User("a"));

        (request.TryGetProperty("tool_choice", out var choice) ? choice.ToString() : null).ShouldBe(sent);
    }

    [Fact]
    public void A_choice_without_tools_is_not_sent() =>
        Request(new ChatOptions { ToolMode = ChatToolMode.None }, User("a")).Has("tool_choice").ShouldBeFalse();

    [Fact]
    public void Tools_that_were_called_are_declared_where_the_caller_no_longer_does()
    {
        var request = Request(User("a"), Assistant(Call("1", "f"), Call("2", "g"), Call("3", "f")), Result("1", "x"));

        request.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()).ShouldBe(["f", "g"]);
        request.GetProperty("tool_choice").ToString().ShouldBe("""{"type":"none"}""");
    }

    [Theory]
    [InlineData("""{"city": "Łódź"}""", """{"city":"Łódź"}""")]
    [InlineData("", "{}")]
    [InlineData("""{"city": "Par""", """{"arguments":"{\"city\": \"Par"}""")]
    [InlineData("[1]", """{"arguments":"[1]"}""")]
    public void Arguments_go_on_as_their_model_wrote_them(string written, string sent)
    {
        var call = Call("1");
        call.RawRepresentation = written;
        call.Arguments = null;

        Request(User("a"), Assistant(call)).Block(1).GetProperty("input").ToString().ShouldBe(sent);
    }

    [Fact]
    public void Results_are_text_whatever_they_were()
    {
        Content("sunny").ShouldBe("\"sunny\"");
        Content(JsonElement.Parse("\"sunny\"")).ShouldBe("\"sunny\"");
        Content(JsonElement.Parse("""{"sky":"blue"}""")).ShouldBe("""
            "{\"sky\":\"blue\"}"
            """);
        Content(new Dictionary<string, int> { ["degrees"] = 20 }).ShouldBe("""
            "{\"degrees\":20}"
            """);
        Content(null).ShouldBeNull();
        Content(new AIContent[] { new TextContent("see"), new DataContent("data:image/png;base64,iVBORw==") }).ShouldNotBeNull().ShouldContain("\"image\"");

        static string? Content(object? result) =>
            Request(User("a"), Assistant(Call("1")), Result("1", result)).Block(2).TryGetProperty("content", out var content)
                ? content.GetRawText()
                : null;
    }

    [Fact]
    public void A_result_that_is_a_failure_says_so()
    {
        var failed = new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", null) { Exception = new TimeoutException("too late") }]);

        var block = Request(User("a"), Assistant(Call("1")), failed).Block(2);

        block.ToString().ShouldBe("""{"type":"tool_result","tool_use_id":"1","is_error":true,"content":"error: too late"}""");
    }
}
