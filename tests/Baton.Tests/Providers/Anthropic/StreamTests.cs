using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Baton.Providers;
using Baton.Providers.Anthropic;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>Streamed answers, event by event.</summary>
public sealed class StreamTests
{
    private static readonly string[] _conversation =
    [
        """{"type":"message_start","message":{"id":"msg_1","model":"claude-x","usage":{"input_tokens":3,"cache_read_input_tokens":4,"cache_creation_input_tokens":0,"output_tokens":1}}}""",
        """{"type":"ping"}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"think."}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"x9"}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Das Wetter "}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"in Łódź 🌧:"}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{}}}""",
        """{"type":"content_block_stop","index":2}""",
        """{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"city\": \"Łó"}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"dź\"}"}}""",
        """{"type":"content_block_stop","index":3}""",
        """{"type":"something_of_tomorrow","index":9}""",
        """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":20}}""",
        """{"type":"message_stop"}""",
    ];

    [Fact]
    public void Text_and_thoughts_come_in_pieces_and_a_call_whole()
    {
        Shown(Read(_conversation)).ShouldBe(
        [
            "", "thought 'Let me '", "thought 'think.'", "signature sig", "signature x9",
            "text 'Das Wetter '", "text 'in Łódź 🌧:'", """call t1 f {"city": "Łódź"}""", "finish tool_calls", "usage 7 20",
        ]);
    }

    [Fact]
    public void Wire54_A_gathered_stream_has_its_thoughts_apart_each_with_its_signature()
    {
        var contents = Read(_conversation).ToChatResponse().Messages.ShouldHaveSingleItem().Contents;

        var thoughts = contents.OfType<TextReasoningContent>().ToList();
        thoughts.Select(thought => (thought.Text, thought.ProtectedData)).ShouldBe([("Let me think.", "sig"), ("", "x9")]);
        thoughts.Select(Thoughts.IsRedacted).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Any_cut_of_the_bytes_gives_the_same_pieces()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(_conversation.Select(
            data => $"event: {JsonElement.Parse(data).GetProperty("type")}\ndata: {data}\n\n")));
        var expected = Shown(Read(_conversation));

        await Task.Run(() => Prop.ForAll(Gen.Choose(1, 40).NonEmptyListOf().ToArbitrary(), sizes =>
        {
            var reader = new MessagesStreamReader(Messages.Deployment());
            using var body = new ChoppedStream(bytes, [.. sizes]);
            var updates = SseParser.Create(body, (_, data) => reader.Read(data)).Enumerate().Select(item => item.Data).OfType<ChatResponseUpdate>().ToList();

            Shown(updates).ShouldBe(expected);
            reader.Done.ShouldBeTrue();
        }).QuickCheckThrowOnFailure());
    }

    [Fact]
    public void A_call_whose_input_came_at_once_keeps_it()
    {
        Shown(Read(
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}}""",
            """{"type":"content_block_stop","index":0}""")).ShouldBe(["""call t1 f {"a":1}"""]);
    }

    [Fact]
    public void Wire20_A_call_without_arguments_has_an_empty_object()
    {
        var call = Read(
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"f"}}""",
            """{"type":"content_block_stop","index":0}""").Single().Contents.OfType<FunctionCallContent>().Single();

        (call.RawRepresentation, call.Exception).ShouldBe(("{}", null));
    }

    [Fact]
    public void A_call_that_the_bound_cut_short_keeps_what_was_written()
    {
        var call = Read(
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}""",
            """{"type":"content_block_stop","index":0}""").Single().Contents.OfType<FunctionCallContent>().Single();

        call.RawRepresentation.ShouldBe("{\"a\":");
        call.Exception.ShouldNotBeNull();
    }

    [Fact]
    public void Wire14_A_missing_stop_reason_is_made_up_at_the_end()
    {
        Shown(Read("""{"type":"message_delta","delta":{"stop_reason":null},"usage":{"input_tokens":1,"output_tokens":2}}""", """{"type":"message_stop"}"""))
            .ShouldBe(["usage 1 2 finish stop"]);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ErrorCodes.UpstreamUnavailable)]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"Oh"}}""", ErrorCodes.UpstreamError)]
    [InlineData("""{"error":{"message":"Oh"}}""", ErrorCodes.UpstreamError)]
    [InlineData("""{"type":"content_bl""", ErrorCodes.UpstreamInvalidAnswer)]
    [InlineData("[]", ErrorCodes.UpstreamInvalidAnswer)]
    public void Wire55_An_error_event_is_a_failure(string data, string code) =>
        Should.Throw<UpstreamException>(() => Read(data)).Code.ShouldBe(code);

    private static List<ChatResponseUpdate> Read(params string[] events)
    {
        var reader = new MessagesStreamReader(Messages.Deployment());
        return [.. events.Select(data => reader.Read(Encoding.UTF8.GetBytes(data))).OfType<ChatResponseUpdate>()];
    }

    private static List<string> Shown(IEnumerable<ChatResponseUpdate> updates) => [.. updates.Select(update => string.Join(' ', update.Contents.Select(Shown)
        .Concat(update.FinishReason is { } finish ? [$"finish {finish}"] : Array.Empty<string>())))];

    private static string Shown(AIContent content) => content switch
    {
        TextReasoningContent { ProtectedData: { Length: > 0 } signature } => $"signature {signature}",
        TextReasoningContent thought => $"thought '{thought.Text}'",
        TextContent text => $"text '{text.Text}'",
        FunctionCallContent call => $"call {call.CallId} {call.Name} {call.RawRepresentation}",
        UsageContent { Details: var usage } => $"usage {usage.InputTokenCount} {usage.OutputTokenCount}",
        _ => content.GetType().Name,
    };
}
