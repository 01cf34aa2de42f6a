using System.Buffers;
using System.Text;
using System.Text.Json;
using Baton.Server.Endpoints.Anthropic;
using Baton.Telemetry;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;

namespace Baton.Server.Tests.Endpoints.Anthropic;

/// <summary>Whatever a model says in whatever order, the events are those that clients of the wire can join.</summary>
public sealed class EventWriterProperties
{
    private static readonly Gen<AIContent> _content = Gen.OneOf(
        Gen.Elements("", "a", "Łódź\n", "\"").Select(text => (AIContent)new TextContent(text)),
        Gen.Elements("", "hm", "so").Select(text => (AIContent)new TextReasoningContent(text)),
        Gen.Elements("s1", "s2").Select(signature => (AIContent)new TextReasoningContent("hm") { ProtectedData = signature }),
        Gen.Constant((AIContent)new TextReasoningContent("") { ProtectedData = "x9" }),
        Gen.Elements("", "{}", "{\"a\":1}", "{\"a\":", "[1]").Select(arguments => (AIContent)new FunctionCallContent("call.0", "f") { RawRepresentation = arguments }),
        Gen.Constant((AIContent)new ErrorContent("No.")),
        Gen.Constant((AIContent)new UsageContent(new UsageDetails())));

    private static readonly Gen<ChatFinishReason?> _finish =
        Gen.Elements<ChatFinishReason?>(null, ChatFinishReason.Stop, ChatFinishReason.Length, ChatFinishReason.ToolCalls, ChatFinishReason.ContentFilter);

    [Fact]
    public void Wire50_52_53_54_Any_stream_is_a_message() =>
        Prop.ForAll(_content.ListOf().ListOf().ToArbitrary(), _finish.ToArbitrary(), (updates, finish) =>
        {
            var contents = updates.SelectMany(update => update).ToList();
            var events = Write([.. updates.Select(update => new ChatResponseUpdate(ChatRole.Assistant, [.. update]))], finish);
            events.Select(e => e.Type()).First().ShouldBe("message_start");
            events[1].Type().ShouldBe("ping");
            events[^2].Type().ShouldBe("message_delta");
            events[^1].Type().ShouldBe("message_stop");
            ShouldNest(events[2..^2]);

            var blocks = events.Blocks();
            string.Concat(blocks.Where(b => b.Type() == "text").Select(b => b.GetProperty("text").GetString()))
                .ShouldBe(string.Concat(contents.Select(c => c is TextContent text ? text.Text : c is ErrorContent error ? error.Message : "")));
            string.Concat(blocks.Where(b => b.Type() == "thinking").Select(b => b.GetProperty("thinking").GetString()))
                .ShouldBe(string.Concat(contents.OfType<TextReasoningContent>().Select(c => c.Text)));
            blocks.Where(b => b.Type() == "thinking").ShouldAllBe(b => b.GetProperty("signature").GetString()!.Length > 0);
            blocks.Count(b => b.Type() == "redacted_thinking")
                .ShouldBe(contents.OfType<TextReasoningContent>().Count(c => c is { Text.Length: 0, ProtectedData.Length: > 0 }));
            var calls = blocks.Where(b => b.Type() == "tool_use").ToList();
            calls.Count.ShouldBe(contents.OfType<FunctionCallContent>().Count());
            calls.ShouldAllBe(c => c.GetProperty("input").ValueKind == JsonValueKind.Object);
            calls.Select(c => c.GetProperty("id").GetString()!).ShouldBeUnique();
        }).QuickCheckThrowOnFailure();

    private static List<JsonElement> Write(ChatResponseUpdate[] updates, ChatFinishReason? finish)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new EventWriter(output, new RequestRecord(), estimatedInput: 7);
        foreach (var update in updates)
        {
            writer.Write(update);
        }

        writer.Write(new ChatResponseUpdate { FinishReason = finish });
        writer.End();
        return MessagesGateway.Split(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    /// <summary>Blocks one after another, each begun, filled and ended under its own number.</summary>
    private static void ShouldNest(List<JsonElement> events)
    {
        var (open, next) = (false, 0);
        foreach (var e in events)
        {
            e.GetProperty("index").GetInt32().ShouldBe(next);
            (e.Type() == "content_block_start").ShouldBe(!open);
            open = e.Type() != "content_block_stop";
            next += open ? 0 : 1;
        }

        open.ShouldBeFalse();
    }
}
