using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI.Responses;
using static Baton.Server.Tests.Clients.OpenAISdk;

#pragma warning disable OPENAI001 // The SDK marks its newest client as one that may still change.

namespace Baton.Server.Tests.Clients;

/// <summary>The OpenAI .NET SDK's client of the Responses API gets its answers, whichever wire the upstream speaks.</summary>
public sealed class OpenAISdkResponsesTests
{
    private static readonly FunctionTool GetWeather = ResponseTool.CreateFunctionTool(
        "get_weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""), strictModeEnabled: false, "The weather.");

    public static TheoryData<string> Wires(string name) => new($"{name}", $"claude/{name}", $"llama/{name}");

    [Theory]
    [MemberData(nameof(Wires), "fake")]
    public async Task Answers_and_streams_with_usage(string model)
    {
        await using var gateway = await GatewayAsync(model);
        var client = Responses(gateway);
        ResponseResult answer = await client.CreateResponseAsync(new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem("hi")])
        {
            Instructions = "Be brief.",
            Metadata = { ["a"] = "b" },
        });
        Check(answer);
        answer.Metadata["a"].ShouldBe("b");
        var streamed = await StreamAsync(client, new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem("hi")]));
        streamed.Failure.ShouldBeNull();
        streamed.Text.ShouldBe("Hello from fake.");
        Check(streamed.Updates[^1].ShouldBeOfType<StreamingResponseCompletedUpdate>().Response);
        streamed.Updates.Select(u => u.SequenceNumber).ShouldBe(Enumerable.Range(0, streamed.Updates.Count));

        static void Check(ResponseResult answer)
        {
            answer.GetOutputText().ShouldBe("Hello from fake.");
            answer.Status.ShouldBe(ResponseStatus.Completed);
            answer.Model.ShouldBe("fake");
            answer.Error.ShouldBeNull();
            answer.IncompleteStatusDetails.ShouldBeNull();
            (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount).ShouldBe((12, 4, 16));
        }
    }

    [Theory]
    [MemberData(nameof(Wires), "fake-reasoning-tools-2")]
    public async Task Calls_tools_whole_and_streamed_and_brings_their_results(string model)
    {
        await using var gateway = await GatewayAsync(model);
        var client = Responses(gateway);
        List<ResponseItem> history = [ResponseItem.CreateUserMessageItem("hi")];
        ResponseResult answer = await client.CreateResponseAsync(With(history));
        Check(answer.OutputItems);

        var streamed = await StreamAsync(client, With(history));
        streamed.Failure.ShouldBeNull();
        Check(((StreamingResponseCompletedUpdate)streamed.Updates[^1]).Response.OutputItems);
        Check([.. streamed.Updates.OfType<StreamingResponseOutputItemDoneUpdate>().Select(u => u.Item)]);
        streamed.Updates.OfType<StreamingResponseFunctionCallArgumentsDoneUpdate>().Select(u => u.FunctionArguments.ToString())
            .ShouldBe(["""{"city":"Paris"}""", """{"city":"Rome"}"""]);

        history.AddRange(answer.OutputItems);
        history.AddRange(answer.OutputItems.OfType<FunctionCallResponseItem>().Select(c => ResponseItem.CreateFunctionCallOutputItem(c.CallId, "sunny")));
        ResponseResult final = await client.CreateResponseAsync(With(history));
        final.GetOutputText().ShouldStartWith("Hello from");
        gateway.Upstream.Requests.Last.Text.ShouldContain("sunny");

        CreateResponseOptions With(List<ResponseItem> items) => new(model, items)
        {
            Tools = { GetWeather },
            ToolChoice = ResponseToolChoice.CreateAutoChoice(),
            ReasoningOptions = new ResponseReasoningOptions { ReasoningEffortLevel = ResponseReasoningEffortLevel.Low },
        };

        static void Check(IList<ResponseItem> items)
        {
            items.Count.ShouldBe(3);
            items[0].ShouldBeOfType<ReasoningResponseItem>().GetSummaryText().ShouldBe("Let me think.");
            items.Skip(1).Cast<FunctionCallResponseItem>().Select(c => (c.FunctionName, c.FunctionArguments.ToString(), c.Status))
                .ShouldBe([("get_weather", """{"city":"Paris"}""", FunctionCallStatus.Completed), ("get_weather", """{"city":"Rome"}""", FunctionCallStatus.Completed)]);
        }
    }

    [Fact]
    public async Task Goes_on_from_an_answer_looks_at_it_and_has_it_forgotten()
    {
        await using var gateway = await GatewayAsync("fake");
        var client = Responses(gateway);
        ResponseResult first = await client.CreateResponseAsync("fake", "one");
        ResponseResult second = await client.CreateResponseAsync("fake", "two", first.Id);
        second.PreviousResponseId.ShouldBe(first.Id);
        gateway.Upstream.Requests.Last.Json.GetProperty("messages").GetArrayLength().ShouldBe(3);

        ResponseResult again = await client.GetResponseAsync(first.Id);
        again.GetOutputText().ShouldBe("Hello from fake.");
        var items = new List<ResponseItem>();
        await foreach (var item in client.GetResponseInputItemsAsync(second.Id))
        {
            items.Add(item);
        }

        items.ShouldHaveSingleItem().ShouldBeAssignableTo<MessageResponseItem>()!.Content[0].Text.ShouldBe("two");
        ResponseDeletionResult deleted = await client.DeleteResponseAsync(first.Id);
        (deleted.ResponseId, deleted.Deleted).ShouldBe((first.Id, true));
        (await Should.ThrowAsync<ClientResultException>(() => client.GetResponseAsync(first.Id))).Status.ShouldBe(404);
        (await Should.ThrowAsync<ClientResultException>(() => client.CreateResponseAsync("fake", "three", second.Id))).Status.ShouldBe(400);
    }

    [Theory]
    [MemberData(nameof(Wires), "fake-json")]
    public async Task Wire32_Keeps_to_a_schema(string model)
    {
        await using var gateway = await GatewayAsync(model);
        ResponseResult answer = await Responses(gateway).CreateResponseAsync(new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem("hi")])
        {
            TextOptions = new ResponseTextOptions
            {
                TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("person", BinaryData.FromString(
                    """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}"""),
                    jsonSchemaIsStrict: true),
            },
        });
        System.Text.Json.JsonElement.Parse(answer.GetOutputText()).GetProperty("name").GetString().ShouldBe("Ada");
    }

    [Theory]
    [MemberData(nameof(Wires), "fake-chunks-9")]
    public async Task Is_told_that_an_answer_was_cut_at_the_tokens_it_allowed(string model)
    {
        await using var gateway = await GatewayAsync(model);
        var options = new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem("hi")]) { MaxOutputTokenCount = 3 };
        ResponseResult answer = await Responses(gateway).CreateResponseAsync(options);
        answer.Status.ShouldBe(ResponseStatus.Incomplete);
        answer.IncompleteStatusDetails.Reason.ShouldBe(ResponseIncompleteStatusReason.MaxOutputTokens);
        (await StreamAsync(Responses(gateway), options)).Updates[^1].ShouldBeOfType<StreamingResponseIncompleteUpdate>();
    }

    [Theory]
    [InlineData("fake-status-500", 502)]
    [InlineData("claude/fake-status-429", 429)]
    [InlineData("llama/fake-error", 502)]
    public async Task Wire07_A_failure_before_the_first_byte_is_an_exception_with_its_status(string model, int status)
    {
        await using var gateway = await GatewayAsync(model);
        (await Should.ThrowAsync<ClientResultException>(() => Responses(gateway).CreateResponseAsync(model, "hi"))).Status.ShouldBe(status);
        var streamed = await StreamAsync(Responses(gateway), new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem("hi")]));
        streamed.Failure.ShouldBeOfType<ClientResultException>().Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("fake-error-after-3")]
    [InlineData("claude/fake-cut-after-5")]
    [InlineData("llama/fake-end-after-2")]
    public async Task Wire06_48_A_stream_that_breaks_after_text_tells_so_and_throws(string model)
    {
        await using var gateway = await GatewayAsync(model);
        var streamed = await StreamAsync(Responses(gateway), new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem("hi")]));
        streamed.Text.ShouldBe("Hello from");
        // This SDK takes both for news like any other: only the broken body makes it throw.
        streamed.Updates[^2].ShouldBeOfType<StreamingResponseErrorUpdate>().Message.ShouldNotBeNullOrEmpty();
        streamed.Updates[^1].ShouldBeOfType<StreamingResponseFailedUpdate>().Response.Status.ShouldBe(ResponseStatus.Failed);
        streamed.Failure.ShouldNotBeNull();
    }

    private static ResponsesClient Responses(TestGateway gateway) => new(new ApiKeyCredential("any"), new ResponsesClientOptions
    {
        Endpoint = new Uri(gateway.Address, "v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });

    private static async Task<(string Text, List<StreamingResponseUpdate> Updates, Exception? Failure)> StreamAsync(
        ResponsesClient client, CreateResponseOptions options)
    {
        var updates = new List<StreamingResponseUpdate>();
        try
        {
            options.StreamingEnabled = true;
            await foreach (var update in await client.CreateResponseStreamingAsync(options))
            {
                updates.Add(update);
            }

            return (Text(), updates, null);
        }
        catch (Exception e)
        {
            return (Text(), updates, e);
        }

        string Text() => string.Concat(updates.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(u => u.Delta));
    }
}
