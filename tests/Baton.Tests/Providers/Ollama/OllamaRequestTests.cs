using System.Text.Json;
using Baton.Models;
using Baton.Providers;
using Baton.Providers.Ollama;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Ollama;

public sealed class OllamaRequestTests
{
    private static readonly JsonElement Schema = JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

    private readonly RequestRecord _record = new();

    [Fact]
    public void Speaks_the_native_wire()
    {
        var sent = Write([new(ChatRole.System, "be kind"), new(new ChatRole("developer"), "be short"), new(ChatRole.User, "hello")]);

        sent.GetProperty("model").GetString().ShouldBe("qwen3:8b");
        sent.GetProperty("stream").GetBoolean().ShouldBeTrue();
        sent.GetProperty("messages").EnumerateArray().Select(m => $"{m.GetProperty("role")}: {m.GetProperty("content")}")
            .ShouldBe(["system: be kind", "system: be short", "user: hello"]); // WIRE 30
        sent.TryGetProperty("keep_alive", out _).ShouldBeFalse();
        sent.TryGetProperty("tools", out _).ShouldBeFalse();
        sent.TryGetProperty("format", out _).ShouldBeFalse();
        sent.TryGetProperty("think", out _).ShouldBeFalse();
    }

    [Fact]
    public void Instructions_stand_before_the_messages() =>
        Write([new(ChatRole.User, "hello")], new ChatOptions { Instructions = "be kind" })
            .GetProperty("messages")[0].GetRawText().ShouldBe("""{"role":"system","content":"be kind"}""");

    [Fact]
    public void Wire34_options_are_sent_where_set_and_left_out_where_not()
    {
        Write([new(ChatRole.User, "hello")]).GetProperty("options").GetRawText().ShouldBe("""{"num_ctx":8192}""");

        Write([new(ChatRole.User, "hello")], new ChatOptions
        {
            Temperature = 0.7f,
            TopP = 0.9f,
            TopK = 40,
            Seed = 7,
            MaxOutputTokens = 100,
            FrequencyPenalty = 0.5f,
            PresencePenalty = -0.5f,
            StopSequences = ["END"],
            AdditionalProperties = new() { ["min_p"] = JsonElement.Parse("0.05") },
        }).GetProperty("options").GetRawText().ShouldBe(
            """{"num_ctx":8192,"num_predict":100,"temperature":0.7,"top_p":0.9,"top_k":40,"seed":7,"frequency_penalty":0.5,"presence_penalty":-0.5,"stop":["END"],"min_p":0.05}""");
        _record.Dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Wire31_what_Ollama_cannot_take_is_dropped_and_named()
    {
        Write([new(ChatRole.User, "hello")], new ChatOptions
        {
            AdditionalProperties = new() { ["logit_bias"] = "{}", ["user"] = "ann", ["baton.note"] = 1, ["n"] = JsonElement.Parse("1"), ["store"] = null },
        });

        _record.Dropped.ShouldBe(["logit_bias", "user"]);
    }

    [Fact]
    public void Wire16_several_choices_are_refused_and_never_made_fewer()
    {
        var refused = Should.Throw<UpstreamException>(() =>
            Write([new(ChatRole.User, "hello")], new ChatOptions { AdditionalProperties = new() { ["n"] = JsonElement.Parse("2") } }));

        refused.Code.ShouldBe(ErrorCodes.InvalidRequest);
        refused.Param.ShouldBe("n");
        refused.CallersFault.ShouldBeTrue();
    }

    [Fact]
    public void Wire32_a_schema_is_sent_as_the_native_format()
    {
        Write([new(ChatRole.User, "x")], new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, "place") })
            .GetProperty("format").GetRawText().ShouldBe(Schema.GetRawText());
        Write([new(ChatRole.User, "x")], new ChatOptions { ResponseFormat = ChatResponseFormat.Json })
            .GetProperty("format").GetString().ShouldBe("json");
    }

    [Fact]
    public void Images_are_sent_as_base64()
    {
        var sent = Write([new(ChatRole.User, [new TextContent("what is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])]);

        sent.GetProperty("messages")[0].GetRawText().ShouldBe("""{"role":"user","content":"what is it?","images":["AQID"]}""");
    }

    [Fact]
    public void An_image_by_address_is_refused_with_what_to_do()
    {
        var refused = Should.Throw<UpstreamException>(() =>
            Write([new(ChatRole.User, "x"), new(ChatRole.User, [new UriContent("http://example.org/cat.png", "image/png")])]));

        refused.Message.ShouldContain("base64");
        refused.Param.ShouldBe("messages[1].content");
    }

    [Fact]
    public void Calls_and_results_keep_their_names_and_ids()
    {
        var sent = Write(
        [
            new(ChatRole.User, "weather in Oslo and Rome?"),
            new(ChatRole.Assistant, [new TextReasoningContent("two calls"), Call("c1", "Oslo"), Call("c2", "Rome")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "rain"), new FunctionResultContent("c2", JsonElement.Parse("""{"sky":"blue"}"""))]),
        ]).GetProperty("messages");

        sent.GetArrayLength().ShouldBe(4);
        sent[1].GetProperty("thinking").GetString().ShouldBe("two calls");
        sent[1].GetProperty("tool_calls")[1].GetRawText().ShouldBe("""{"id":"c2","function":{"name":"weather","arguments":{"city":"Rome"}}}""");
        sent[2].GetRawText().ShouldBe("""{"role":"tool","content":"rain","tool_call_id":"c1","tool_name":"weather"}""");
        sent[3].GetProperty("content").GetString().ShouldBe("""{"sky":"blue"}""");
    }

    [Fact]
    public void Wire33_tool_choice_is_served_as_far_as_Ollama_can()
    {
        AITool[] tools = [Function("weather"), Function("clock")];
        ToolNames(new ChatOptions { Tools = tools }).ShouldBe(["weather", "clock"]);
        ToolNames(new ChatOptions { Tools = tools, ToolMode = ChatToolMode.None }).ShouldBeEmpty();
        _record.Dropped.ShouldBeEmpty();

        ToolNames(new ChatOptions { Tools = tools, ToolMode = ChatToolMode.RequireSpecific("clock") }).ShouldBe(["clock"]);
        _record.Dropped.ShouldBe(["tool_choice"]);
    }

    [Theory]
    [InlineData("qwen3:8b", ReasoningEffort.High, null, "true")]
    [InlineData("qwen3:8b", ReasoningEffort.None, null, "false")]
    [InlineData("gpt-oss:20b", ReasoningEffort.Low, null, "\"low\"")]
    [InlineData("gpt-oss:20b", ReasoningEffort.ExtraHigh, null, "\"high\"")]
    [InlineData("qwen3:8b", ReasoningEffort.High, false, null)]
    [InlineData("qwen3:8b", ReasoningEffort.High, true, "true")]
    public void Thinking_is_asked_for_as_the_model_understands_it(string model, ReasoningEffort effort, bool? can, string? think)
    {
        var sent = Write([new(ChatRole.User, "x")], new ChatOptions { Reasoning = new ReasoningOptions { Effort = effort } }, model, can);

        (sent.TryGetProperty("think", out var value) ? value.GetRawText() : null).ShouldBe(think);
        _record.Dropped.ShouldBe(think is null ? ["reasoning_effort"] : []);
    }

    private static FunctionCallContent Call(string id, string city) => new(id, "weather", new Dictionary<string, object?> { ["city"] = city });

    private static AIFunctionDeclaration Function(string name) => AIFunctionFactory.CreateDeclaration(name, "", Schema);

    private string[] ToolNames(ChatOptions options) =>
        Write([new(ChatRole.User, "x")], options).TryGetProperty("tools", out var tools)
            ? [.. tools.EnumerateArray().Select(t => t.GetProperty("function").GetProperty("name").GetString()!)]
            : [];

    private JsonElement Write(ChatMessage[] messages, ChatOptions? options = null, string model = "qwen3:8b", bool? canReason = null)
    {
        var card = new ModelCard
        {
            Id = model,
            ContextWindow = 8192,
            Capabilities = canReason is null ? null : canReason.Value ? [Capabilities.Reasoning] : [],
        };
        var deployment = CannedUpstream.Deployment(ProviderKinds.Ollama, card: card);
        return JsonElement.Parse(OllamaRequest.Write(deployment, messages, options ?? new ChatOptions(), stream: true, _record).Span);
    }
}
