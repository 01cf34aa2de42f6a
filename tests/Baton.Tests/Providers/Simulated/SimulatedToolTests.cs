using System.Text.Json;
using Baton.Providers;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Simulated;

public sealed class SimulatedToolTests
{
    private static readonly AIFunctionDeclaration Weather = Function(
        "get_weather", "Get the current weather of a city",
        """{"type":"object","properties":{"city":{"type":"string"},"unit":{"enum":["celsius","fahrenheit"]}},"required":["city","unit"],"additionalProperties":false}""");

    private static readonly AIFunctionDeclaration Add = Function(
        "calculator_add", "Adds two numbers", """{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"]}""");

    private static readonly ChatOptions Both = new() { Tools = [Weather, Add] };

    [Theory]
    [InlineData("What's the weather in Paris, in celsius?", "get_weather:Paris,celsius")]
    [InlineData("Use get_weather for New York", "get_weather:New York,*")]
    [InlineData("What is 3 + 5?", "calculator_add:3,5")]
    public async Task A_tool_that_is_asked_for_is_called_with_the_prompts_words(string prompt, string expected)
    {
        var response = await AskAsync(Both, prompt);

        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        var said = Calls(response).Single();
        var (name, values) = (expected.Split(':')[0], expected.Split(':')[1].Split(','));
        said.Name.ShouldBe(name);
        foreach (var (actual, wanted) in said.Arguments!.Values.Zip(values).Where(p => p.Second != "*"))
        {
            actual!.ToString().ShouldBe(wanted);
        }
    }

    [Theory]
    [InlineData("Tell me a joke about penguins")]
    [InlineData("Write a haiku")]
    public async Task Tools_that_nobody_asks_for_are_left_alone(string prompt)
    {
        var response = await AskAsync(Both, prompt);

        Calls(response).ShouldBeEmpty();
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Wire33_a_choice_of_tool_is_obeyed()
    {
        Calls(await AskAsync(With(ChatToolMode.RequireSpecific("calculator_add")), "Tell me a joke")).Single().Name.ShouldBe("calculator_add");
        Calls(await AskAsync(With(ChatToolMode.RequireAny), "A word on the climate and weather")).Single().Name.ShouldBe("get_weather");
        Calls(await AskAsync(With(ChatToolMode.None), "What's the weather in Paris?")).ShouldBeEmpty();

        (await Should.ThrowAsync<UpstreamException>(() => AskAsync(With(ChatToolMode.RequireSpecific("nope")), "x"))).Param.ShouldBe("tool_choice");
    }

    [Fact]
    public async Task Several_places_are_several_calls_unless_only_one_is_allowed()
    {
        const string prompt = "Compare the weather in Oslo, Rome and San Francisco";

        var calls = Calls(await AskAsync(new ChatOptions { Tools = [Weather] }, prompt));
        calls.Select(c => c.Arguments!["city"]!.ToString()).ShouldBe(["Oslo", "Rome", "San Francisco"]);
        calls.Select(c => c.CallId).Distinct().Count().ShouldBe(3);

        Calls(await AskAsync(new ChatOptions { Tools = [Weather], AllowMultipleToolCalls = false }, prompt)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_gets_a_result_answers_with_it()
    {
        List<ChatMessage> messages = [new(ChatRole.User, "What's the weather in Paris?")];
        var asked = await SimulatedModels.Good.GetResponseAsync(messages, Both);
        messages.AddRange(asked.Messages);
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(Calls(asked)[0].CallId, "21 degrees and sunny")]));

        var answered = await SimulatedModels.Good.GetResponseAsync(messages, Both);

        Calls(answered).ShouldBeEmpty();
        answered.Text.ShouldContain("`get_weather` says: 21 degrees and sunny");
        answered.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    private static ChatOptions With(ChatToolMode mode) => new() { Tools = Both.Tools, ToolMode = mode };

    private static Task<ChatResponse> AskAsync(ChatOptions options, string prompt) =>
        SimulatedModels.Good.GetResponseAsync([new(ChatRole.User, prompt)], options);

    private static List<FunctionCallContent> Calls(ChatResponse response) =>
        [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];

    private static AIFunctionDeclaration Function(string name, string description, string schema) =>
        AIFunctionFactory.CreateDeclaration(name, description, JsonElement.Parse(schema));
}
