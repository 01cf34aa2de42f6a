using System.Text;
using Baton.Models;
using Baton.Providers;
using Baton.Providers.Ollama;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Ollama;

public sealed class OllamaChatTests
{
    private const string Streamed =
        """
        {"model":"qwen3:8b","created_at":"2026-01-02T03:04:05.6Z","message":{"role":"assistant","content":"","thinking":"Grüße — hm"},"done":false}
        {"model":"qwen3:8b","created_at":"2026-01-02T03:04:05.7Z","message":{"role":"assistant","content":"Hel"},"done":false}
        {"model":"qwen3:8b","created_at":"2026-01-02T03:04:05.8Z","message":{"role":"assistant","content":"lo 👋"},"done":false}
        {"model":"qwen3:8b","created_at":"2026-01-02T03:04:05.9Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":5,"prompt_eval_count":12,"eval_count":5}

        """;

    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];

    [Fact]
    public async Task A_whole_answer_is_read()
    {
        var upstream = new CannedUpstream().On("/api/chat",
            """{"model":"qwen3:8b","created_at":"2026-01-02T03:04:05Z","message":{"role":"assistant","content":"Hello","thinking":"hm"},"done":true,"done_reason":"length","prompt_eval_count":12,"eval_count":5}""");

        var response = await Client(upstream, apiKey: "secret").GetResponseAsync(Hello);

        response.Text.ShouldBe("Hello");
        response.Messages[0].Contents.OfType<TextReasoningContent>().Single().Text.ShouldBe("hm");
        response.FinishReason.ShouldBe(ChatFinishReason.Length);
        response.ModelId.ShouldBe("qwen3:8b");
        response.Usage!.InputTokenCount.ShouldBe(12);
        response.Usage.OutputTokenCount.ShouldBe(5);
        upstream.Received.Single().Address.ShouldBe("http://127.0.0.1:11434/api/chat");
        upstream.Received.Single().Authorization.ShouldBe("Bearer secret");
        upstream.LastBody.GetProperty("stream").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://box:11434/v1/", "http://box:11434/api/chat")]
    [InlineData("http://box:11434/api", "http://box:11434/api/chat")]
    [InlineData("https://proxy/ollama", "https://proxy/ollama/api/chat")]
    public async Task The_address_may_be_written_in_any_usual_way(string baseUrl, string expected)
    {
        var upstream = new CannedUpstream();

        await Should.ThrowAsync<UpstreamException>(() => Client(upstream, new Uri(baseUrl)).GetResponseAsync(Hello));

        upstream.Received.Single().Address.ShouldBe(expected);
    }

    [Fact]
    public void A_stream_reads_the_same_wherever_its_bytes_are_cut() =>
        Prop.ForAll(Gen.Choose(1, 40).ArrayOf().ToArbitrary(), sizes =>
        {
            var response = ReadAsync(new ChoppedStream(Encoding.UTF8.GetBytes(Streamed), sizes)).GetAwaiter().GetResult().ToChatResponse();

            response.Text.ShouldBe("Hello 👋");
            response.Messages.Single().Contents.OfType<TextReasoningContent>().Single().Text.ShouldBe("Grüße — hm");
            response.FinishReason.ShouldBe(ChatFinishReason.Stop);
            response.Usage!.TotalTokenCount.ShouldBe(17);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Every_piece_tells_who_speaks_and_belongs_to_one_answer()
    {
        var updates = await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(Streamed)));

        updates.ShouldAllBe(u => u.Role == ChatRole.Assistant && u.ModelId == "qwen3:8b");
        updates.Select(u => u.ResponseId).Distinct().Count().ShouldBe(1);
        updates.Select(Delivered.Counts).ShouldBe([true, true, true, false]);
        updates[^1].AdditionalProperties!["total_duration"]!.ToString().ShouldBe("5");
    }

    [Fact]
    public async Task Wire14_a_stream_without_its_end_was_cut_and_is_never_a_stop()
    {
        var withoutEnd = Encoding.UTF8.GetBytes(Streamed[..Streamed.IndexOf("{\"model\":\"qwen3:8b\",\"created_at\":\"2026-01-02T03:04:05.9Z", StringComparison.Ordinal)]);

        (await Should.ThrowAsync<UpstreamException>(() => ReadAsync(new MemoryStream(withoutEnd)))).Code.ShouldBe(ErrorCodes.UpstreamCut);
        (await Should.ThrowAsync<UpstreamException>(() => ReadAsync(new ChoppedStream(withoutEnd, [7], breaksOff: true)))).Code
            .ShouldBe(ErrorCodes.UpstreamCut);
    }

    [Fact]
    public async Task An_end_without_a_reason_is_a_stop() =>
        (await ReadLinesAsync("""{"message":{"content":"hi"},"done":true}""")).ToChatResponse().FinishReason.ShouldBe(ChatFinishReason.Stop);

    [Fact]
    public async Task Counts_that_Ollama_leaves_out_are_estimated_and_say_so()
    {
        var usage = (await ReadLinesAsync("""{"message":{"content":"twelve chars"},"done":true}""")).ToChatResponse().Usage!;

        usage.OutputTokenCount.ShouldBe(3);
        usage.InputTokenCount!.Value.ShouldBeGreaterThan(0);
        usage.AdditionalCounts!["estimated"].ShouldBe(1);
    }

    [Fact]
    public async Task An_error_inside_a_stream_is_a_failure()
    {
        var failed = await Should.ThrowAsync<UpstreamException>(() =>
            ReadLinesAsync("""{"message":{"content":"hi"},"done":false}""", """{"error":"model runner has unexpectedly stopped"}"""));

        failed.Code.ShouldBe(ErrorCodes.UpstreamError);
        failed.Message.ShouldContain("unexpectedly stopped");
        failed.CallersFault.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"model":"fake","mess""")]
    [InlineData("""["no object"]""")]
    [InlineData("""{"message":{"tool_calls":[{"function":{}}]},"done":false}""")]
    public async Task What_is_no_answer_is_a_failure(string line) =>
        (await Should.ThrowAsync<UpstreamException>(() => ReadLinesAsync(line))).Code.ShouldBe(ErrorCodes.UpstreamInvalidAnswer);

    [Fact]
    public async Task A_model_that_is_not_there_is_told_from_other_failures()
    {
        var upstream = new CannedUpstream().On("/api/chat", """{"error":"model 'qwen3:8b' not found"}""", 404);

        var failed = await Should.ThrowAsync<UpstreamException>(() => Client(upstream).GetResponseAsync(Hello));

        failed.Code.ShouldBe(ErrorCodes.UpstreamModelMissing);
        failed.Message.ShouldContain("not found");
    }

    [Fact]
    public async Task Wire13_tool_calls_end_with_tool_calls_though_Ollama_says_stop()
    {
        var response = (await ReadLinesAsync(Calls)).ToChatResponse();

        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        response.Messages[0].Contents.OfType<FunctionCallContent>().Select(c => $"{c.Name}({string.Join(',', c.Arguments!.Values)})")
            .ShouldBe(["weather(Oslo)", "weather(Oslo)", "clock()"]);
    }

    [Fact]
    public async Task Ids_of_calls_are_made_up_stable_within_and_unique_beyond_an_answer()
    {
        var first = await IdsAsync(Hello);

        first.Distinct().Count().ShouldBe(3);
        first.ShouldAllBe(id => id.StartsWith("call_", StringComparison.Ordinal));
        (await IdsAsync(Hello)).ShouldBe(first);
        (await IdsAsync([.. Hello, new(ChatRole.Assistant, "…"), new(ChatRole.User, "again")])).ShouldAllBe(id => !first.Contains(id));
    }

    [Fact]
    public async Task An_id_that_Ollama_gives_is_kept() =>
        (await ReadLinesAsync(
            """{"message":{"tool_calls":[{"id":"abc","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"abc","function":{"name":"f"}}]},"done":true}"""))
            .ToChatResponse().Messages[0].Contents.OfType<FunctionCallContent>().Select(c => c.CallId == "abc").ShouldBe([true, false]);

    private static readonly string[] Calls =
    [
        """{"created_at":"2026-01-02T03:04:05Z","message":{"content":"","tool_calls":[{"function":{"name":"weather","arguments":{"city":"Oslo"}}},{"function":{"name":"weather","arguments":{"city":"Oslo"}}}]},"done":false}""",
        """{"created_at":"2026-01-02T03:04:06Z","message":{"content":"","tool_calls":[{"function":{"name":"clock"}}]},"done":false}""",
        """{"created_at":"2026-01-02T03:04:07Z","message":{"content":""},"done":true,"done_reason":"stop"}""",
    ];

    private static async Task<string[]> IdsAsync(ChatMessage[] messages) =>
    [
        .. (await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', Calls))), messages))
            .ToChatResponse().Messages[0].Contents.OfType<FunctionCallContent>().Select(c => c.CallId),
    ];

    private static Task<List<ChatResponseUpdate>> ReadLinesAsync(params string[] lines) =>
        ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    private static async Task<List<ChatResponseUpdate>> ReadAsync(Stream body, ChatMessage[]? messages = null)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Client(new CannedUpstream().OnStream("/api/chat", body)).GetStreamingResponseAsync(messages ?? Hello))
        {
            updates.Add(update);
        }

        return updates;
    }

    private static IChatClient Client(CannedUpstream upstream, Uri? baseUrl = null, string? apiKey = null) =>
        new OllamaProvider(upstream.Transport).CreateClient(
            CannedUpstream.Deployment(ProviderKinds.Ollama, "qwen3:8b", baseUrl, apiKey: apiKey));
}
