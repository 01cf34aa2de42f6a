using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Providers.OpenAI;
using Baton.Server.Endpoints.OpenAI.Responses;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;

namespace Baton.Server.Tests.Endpoints.Responses;

/// <summary>What both the request and the typed messages can say survives the way from one to the other.</summary>
public sealed class ResponsesProperties
{
    private static readonly Gen<string> Texts = Gen.Elements("hi", "", "ä\n\"'", " two words ", "𝄞", "{}");

    private static readonly Gen<Item[]> UsersTurn = Gen.OneOf(
        Gen.Elements("user", "system").SelectMany(role => Texts.Select(text => new Item[] { new Said(role, text) })));

    private static readonly Gen<Item[]> ModelsTurn =
        from thought in Gen.Elements<string?>(null, "Hm.", "ä\n")
        from text in Texts.OrNull()
        from calls in Gen.Choose(text is null ? 1 : 0, 3)
        from arguments in Gen.Elements("{}", "{\"city\":\"Paris\"}", "not json").ListOf(calls)
        from results in Texts.ListOf(calls)
        select ModelSays(thought, text, [.. arguments], [.. results]);

    [Fact]
    public void A_conversation_is_the_same_on_both_sides() =>
        Prop.ForAll(Gen.OneOf(UsersTurn, ModelsTurn).NonEmptyListOf().ToArbitrary(), turns =>
        {
            var items = WithOwnIds(turns);
            var request = ResponsesRequest.Read(JsonSerializer.SerializeToUtf8Bytes(new JsonObject
            {
                ["model"] = "m",
                ["input"] = new JsonArray([.. items.Select(item => (JsonNode)item.ToJson())]),
            }));
            Back(ChatTranslation.Of(request, InputItems.Read(request.Body)).Messages).ShouldBe(items);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Settings_are_the_same_on_both_sides() =>
        Prop.ForAll(
            (from temperature in Gen.Elements<double?>(null, 0, 0.25, 1)
             from most in Gen.Elements<int?>(null, 1, 4_096)
             from parallel in Gen.Elements<bool?>(null, true, false)
             from effort in Gen.Elements<string?>(null, "low", "high")
             from names in Gen.SubListOf("a", "b", "c")
             from choice in Gen.Elements<string?>(null, "auto", "none", "required", "a")
             from format in Gen.Elements<string?>(null, "text", "json_object", "json_schema")
             where choice is null or "auto" or "none" || (names.Count > 0 && (choice == "required" || names.Contains(choice)))
             select (temperature, most, parallel, effort, Names: string.Join(',', names), choice, format)).ToArbitrary(),
            said =>
            {
                var request = ResponsesRequest.Read(JsonSerializer.SerializeToUtf8Bytes(new JsonObject
                {
                    ["model"] = "m",
                    ["input"] = "hi",
                    ["temperature"] = said.temperature,
                    ["max_output_tokens"] = said.most,
                    ["parallel_tool_calls"] = said.parallel,
                    ["reasoning"] = new JsonObject { ["effort"] = said.effort },
                    ["tools"] = new JsonArray([.. Names(said.Names).Select(name => new JsonObject { ["type"] = "function", ["name"] = name })]),
                    ["tool_choice"] = said.choice is "a" ? new JsonObject { ["type"] = "function", ["name"] = "a" } : said.choice,
                    ["text"] = said.format is null ? null : new JsonObject { ["format"] = Format(said.format) },
                }));
                var options = new ChatOptions();
                RawChatOptions.Fill(ChatTranslation.Of(request, InputItems.Read(request.Body)).Request, options);
                options.ModelId.ShouldBe("m");
                options.Temperature.ShouldBe((float?)said.temperature);
                options.MaxOutputTokens.ShouldBe(said.most);
                options.Reasoning?.Effort.ShouldBe(ReasoningEfforts.Read(said.effort!));
                (options.Reasoning is null).ShouldBe(said.effort is null);
                string.Join(',', (options.Tools ?? []).Select(tool => tool.Name)).ShouldBe(said.Names);
                if (said.Names.Length > 0)
                {
                    options.AllowMultipleToolCalls.ShouldBe(said.parallel);
                    options.ToolMode.ShouldBe(said.choice switch
                    {
                        null => null,
                        "auto" => ChatToolMode.Auto,
                        "none" => ChatToolMode.None,
                        "required" => ChatToolMode.RequireAny,
                        _ => ChatToolMode.RequireSpecific("a"),
                    });
                }

                (options.ResponseFormat switch
                {
                    ChatResponseFormatJson { Schema: not null, SchemaName: "person" } => "json_schema",
                    ChatResponseFormatJson => "json_object",
                    _ => null,
                }).ShouldBe(said.format == "text" ? null : said.format);
            }).QuickCheckThrowOnFailure();

    private static string[] Names(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject Format(string type) => type == "json_schema"
        ? new JsonObject { ["type"] = type, ["name"] = "person", ["schema"] = new JsonObject { ["type"] = "object" } }
        : new JsonObject { ["type"] = type };

    private static Item[] ModelSays(string? thought, string? text, string[] arguments, string[] results) =>
    [
        .. thought is null ? Array.Empty<Item>() : [new Thought(thought)],
        .. text is null ? Array.Empty<Item>() : [new Said("assistant", text)],
        .. arguments.Select((a, n) => new Called($"{n}", "get", a)),
        .. results.Select((r, n) => new Answered($"{n}", r)),
    ];

    /// <summary>Ids are a turn's own so far: they become the conversation's.</summary>
    private static List<Item> WithOwnIds(IEnumerable<Item[]> turns) =>
        [.. turns.SelectMany((turn, n) => turn.Select(item => item switch
        {
            Called call => call with { Id = $"c{n}_{call.Id}" },
            Answered result => result with { Id = $"c{n}_{result.Id}" },
            _ => item,
        }))];

    private static List<Item> Back(IEnumerable<ChatMessage> messages) =>
        [.. messages.SelectMany(message => message.Contents.Select(content => (Item)(content switch
        {
            TextReasoningContent thought => new Thought(thought.Text),
            TextContent text => new Said(message.Role.Value, text.Text),
            FunctionCallContent call => new Called(call.CallId, call.Name, ChatMessageWriter.ArgumentsText(call)),
            FunctionResultContent result => new Answered(result.CallId, (string)result.Result!),
            _ => throw new InvalidOperationException($"{content}"),
        })))];

    private abstract record Item
    {
        public abstract JsonObject ToJson();
    }

    private sealed record Said(string Role, string Text) : Item
    {
        public override JsonObject ToJson() => new()
        {
            ["role"] = Role,
            ["content"] = Text.Length % 2 == 0
                ? Text
                : new JsonArray(new JsonObject { ["type"] = Role == "assistant" ? "output_text" : "input_text", ["text"] = Text }),
        };
    }

    private sealed record Thought(string Text) : Item
    {
        public override JsonObject ToJson() => new()
        {
            ["type"] = "reasoning",
            ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = Text }),
        };
    }

    private sealed record Called(string Id, string Name, string Arguments) : Item
    {
        public override JsonObject ToJson() => new()
        {
            ["type"] = "function_call",
            ["call_id"] = Id,
            ["name"] = Name,
            ["arguments"] = Arguments,
        };
    }

    private sealed record Answered(string Id, string Text) : Item
    {
        public override JsonObject ToJson() => new() { ["type"] = "function_call_output", ["call_id"] = Id, ["output"] = Text };
    }
}
