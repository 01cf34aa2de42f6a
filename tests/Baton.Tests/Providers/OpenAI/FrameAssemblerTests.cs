using System.Text.Json;
using Baton.Providers;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Providers.OpenAI;

public sealed class FrameAssemblerTests
{
    private const string Role = """{"role":"assistant","content":""}""";
    private static readonly string Usage = """{"id":"c1","object":"chat.completion.chunk","created":7,"model":"u","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"x":1}}""";

    private static string Text(string text) => $$"""{"content":"{{text}}"}""";

    [Fact]
    public void Frames_that_are_right_are_passed_on_byte_for_byte()
    {
        var frames = Wire.Sse(
            Wire.Chunk(Role),
            """{"id":"c1", "object":"chat.completion.chunk","created":7,"model":"u","choices":[{"index":0,"delta":{"content":"h\u00e9"},"logprobs":null,"finish_reason":null}],"system_fingerprint":"x"}""",
            Wire.Chunk("{}", "stop"));
        Wire.RunBytes(frames + Wire.Sse(Usage, "[DONE]")).ShouldBe(frames + Wire.Sse(Usage));
    }

    [Fact]
    public void Any_cut_of_the_bytes_gives_the_same_frames()
    {
        var stream = Wire.Sse(
            Wire.Chunk(Role), Wire.Chunk(Text("one ü")), Wire.Chunk(Text("two"), id: "other"),
            Wire.Chunk("""{"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}}]}"""),
            Wire.Chunk("""{"tool_calls":[{"function":{"arguments":"{}"}}]}"""),
            Wire.Chunk("{}", "stop"), Usage, "[DONE]");
        var whole = Wire.RunBytes(stream);
        Prop.ForAll(Gen.Choose(1, 40).ListOf(200).ToArbitrary(), sizes =>
        {
            var next = 0;
            return Wire.RunBytes(stream, () => sizes[next++ % sizes.Count]) == whole;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void Wire05_Comments_and_other_fields_are_left_out(string newline)
    {
        var stream = $": keep-alive\n\nevent: message\nid: 5\ndata:{Wire.Chunk(Role)}\n\nretry: 10\n\ndata: {Wire.Chunk(Text("x"), "stop")}\n\ndata: [DONE]\n\n";
        var chunks = Wire.RunBytes(stream.Replace("\n", newline, StringComparison.Ordinal));
        chunks.ShouldStartWith(Wire.Sse(Wire.Chunk(Role), Wire.Chunk(Text("x"), "stop")));
    }

    [Fact]
    public void Wire09_Id_model_and_created_stay_the_same()
    {
        var chunks = Wire.Run(Wire.Sse(
            Wire.Chunk(Role), Wire.Chunk(Text("a"), id: "c2", created: 8), Wire.Chunk(Text("b"), model: "v"), Wire.Chunk("{}", "stop"), "[DONE]"));
        chunks.Select(c => c.GetProperty("id").GetString()).Distinct().ShouldBe(["c1"]);
        chunks.Select(c => c.GetProperty("created").GetInt64()).Distinct().ShouldBe([7]);
        chunks.Select(c => c.GetProperty("model").GetString()).Distinct().ShouldBe(["u"]);
        chunks.ShouldAllBe(c => c.GetProperty("object").GetString() == "chat.completion.chunk");
    }

    [Fact]
    public void Wire10_Choices_is_always_an_array()
    {
        var chunks = Wire.Run(Wire.Sse(
            Wire.Chunk(Role), Wire.Chunk(Text("a"), "stop"),
            """{"id":"c1","object":"chat.completion.chunk","created":7,"model":"u","choices":null,"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""",
            "[DONE]"));
        chunks[^1].GetProperty("choices").GetArrayLength().ShouldBe(0);
        chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("end_of_turn", "stop")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("tool_use", "tool_calls")]
    public void Wire11_12_Only_known_ends_are_passed_on(string said, string? sent)
    {
        var chunks = Wire.Run(Wire.Sse(Wire.Chunk(Role, ""), Wire.Chunk(Text("a"), said), "[DONE]"));
        chunks[0].Finish().ShouldBeNull();
        chunks[1].Finish().ShouldBe(sent);
    }

    [Fact]
    public void Wire13_Streamed_tool_calls_finish_with_tool_calls()
    {
        var chunks = Wire.Run(Wire.Sse(
            Wire.Chunk(Role),
            Wire.Chunk("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}"""),
            Wire.Chunk("{}", "stop"), "[DONE]"));
        chunks[2].Finish().ShouldBe("tool_calls");
    }

    [Fact]
    public void Wire14_A_missing_end_is_made_up_before_the_end_marker()
    {
        var chunks = Wire.Run(Wire.Sse(Wire.Chunk(Role), Wire.Chunk(Text("a")), "[DONE]"));
        chunks[2].Finish().ShouldBe("stop");
        chunks[2].GetProperty("id").GetString().ShouldBe("c1");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Wire14_An_end_without_either_is_a_cut(int frames)
    {
        var sent = new[] { Wire.Chunk(Role), Wire.Chunk(Text("a")) }.Take(frames).ToArray();
        var error = Should.Throw<UpstreamException>(() => Wire.Run(Wire.Sse(sent)));
        error.Code.ShouldBe(frames == 0 ? ErrorCodes.UpstreamInvalidAnswer : ErrorCodes.UpstreamCut);
        error.CallersFault.ShouldBeFalse();
    }

    [Fact]
    public void An_end_without_the_marker_is_whole() =>
        Wire.Run(Wire.Sse(Wire.Chunk(Role), Wire.Chunk(Text("a"), "stop")))[1].Finish().ShouldBe("stop");

    [Fact]
    public void Wire15_The_role_comes_once_and_first()
    {
        var chunks = Wire.Run(Wire.Sse(Wire.Chunk(Text("a")), Wire.Chunk("""{"role":"assistant","content":"b"}"""), Wire.Chunk("{}", "stop"), "[DONE]"));
        chunks[0].Delta().GetProperty("role").GetString().ShouldBe("assistant");
        chunks.Skip(1).SkipLast(1).ShouldAllBe(c => !Has(c.Delta(), "role"));
        chunks[1].Delta().GetProperty("content").GetString().ShouldBe("b");
    }

    [Theory]
    [InlineData("""{"id":"a","function":{"name":"f","arguments":"{"}}""", """{"function":{"arguments":"}"}}""", """{"id":"b","function":{"name":"g","arguments":"{}"}}""")]
    [InlineData("""{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}""", """{"index":0,"function":{"arguments":"}"}}""", """{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}""")]
    [InlineData("""{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}""", """{"index":0,"id":"a","function":{"name":"f","arguments":"}"}}""", """{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}""")]
    [InlineData("""{"index":1,"id":"a","function":{"name":"f","arguments":"{"}}""", """{"index":1,"function":{"arguments":"}"}}""", """{"index":2,"id":"b","function":{"name":"g","arguments":"{}"}}""")]
    public void Wire17_18_Calls_are_reindexed_and_named_in_their_first_delta_alone(string first, string second, string third)
    {
        var chunks = Wire.Run(Wire.Sse(
            Wire.Chunk(Role), Calls(first), Calls(second), Calls(third), Wire.Chunk("{}", "tool_calls"), "[DONE]"));
        var pieces = Pieces(chunks);
        pieces.Select(p => p.GetProperty("index").GetInt32()).ShouldBe([0, 0, 1]);
        pieces.Select(p => Has(p, "id")).ShouldBe([true, false, true]);
        pieces.Select(p => Has(p, "type")).ShouldBe([true, false, true]);
        pieces.Select(p => Has(p.GetProperty("function"), "name")).ShouldBe([true, false, true]);
        string.Concat(pieces.Take(2).Select(Arguments)).ShouldBe("{}");
    }

    [Fact]
    public void Wire19_Two_pieces_of_one_call_in_a_chunk_become_one()
    {
        var chunks = Wire.Run(Wire.Sse(
            Wire.Chunk(Role),
            Wire.Chunk("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{"}},{"index":0,"function":{"arguments":"}"}}]}"""),
            Wire.Chunk("{}", "tool_calls"), "[DONE]"));
        Pieces(chunks).Select(Arguments).ShouldBe(["{}"]);
    }

    [Fact]
    public void Wire20_A_call_without_arguments_sends_an_empty_object()
    {
        var chunks = Wire.Run(Wire.Sse(
            Wire.Chunk(Role), Calls("""{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}"""),
            Wire.Chunk("{}", "tool_calls"), "[DONE]"));
        string.Concat(Pieces(chunks).Select(Arguments)).ShouldBe("{}");
        chunks[^2].Finish().ShouldBe("tool_calls");
    }

    [Fact]
    public void Wire21_A_call_waits_for_its_name()
    {
        var chunks = Wire.Run(Wire.Sse(
            Wire.Chunk(Role), Calls("""{"index":0,"id":"a","type":"function","function":{"arguments":"{\"x\""}}"""),
            Calls("""{"index":0,"function":{"name":"f","arguments":":1}"}}"""), Wire.Chunk("{}", "tool_calls"), "[DONE]"));
        var piece = Pieces(chunks).ShouldHaveSingleItem();
        piece.GetProperty("function").GetProperty("name").GetString().ShouldBe("f");
        Arguments(piece).ShouldBe("{\"x\":1}");
    }

    [Fact]
    public void Wire25_Usage_on_every_chunk_comes_once_at_the_end()
    {
        static string WithUsage(string chunk, int n) => chunk[..^1] + $",\"usage\":{{\"prompt_tokens\":3,\"completion_tokens\":{n},\"total_tokens\":{n + 3}}}}}";
        var chunks = Wire.Run(Wire.Sse(
            WithUsage(Wire.Chunk(Role), 0), WithUsage(Wire.Chunk(Text("a")), 1), WithUsage(Wire.Chunk("{}", "stop"), 2), "[DONE]"));
        chunks.SkipLast(1).ShouldAllBe(c => !Has(c, "usage"));
        chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Wire28_Null_counts_become_integers()
    {
        var chunks = Wire.Run(Wire.Sse(
            Wire.Chunk(Role), Wire.Chunk(Text("a"), "stop"),
            """{"id":"c1","object":"chat.completion.chunk","created":7,"model":"u","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":null,"total_tokens":null}}""",
            "[DONE]"));
        var usage = chunks[^1].GetProperty("usage");
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(0);
        usage.GetProperty("total_tokens").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Where_no_usage_comes_it_is_counted()
    {
        var chunks = Wire.Run(Wire.Sse(Wire.Chunk(Role), Wire.Chunk(Text("12345678"), "stop"), "[DONE]"));
        var usage = chunks[^1].GetProperty("usage");
        usage.GetProperty("prompt_tokens").GetInt32().ShouldBe(11);
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Wire35_Reasoning_is_sent_as_reasoning_content()
    {
        var chunks = Wire.Run(Wire.Sse(Wire.Chunk(Role), Wire.Chunk("""{"reasoning":"hm"}"""), Wire.Chunk(Text("a"), "stop"), "[DONE]"));
        chunks[1].Delta().GetProperty("reasoning_content").GetString().ShouldBe("hm");
        Has(chunks[1].Delta(), "reasoning").ShouldBeFalse();
    }

    [Fact]
    public void An_error_frame_fails_the_stream_with_its_words()
    {
        var error = Should.Throw<UpstreamException>(() => Wire.Run(Wire.Sse(
            Wire.Chunk(Role), """{"error":{"message":"out of memory","type":"server_error","code":500}}""")));
        error.Code.ShouldBe(ErrorCodes.UpstreamError);
        error.Message.ShouldContain("out of memory");
    }

    [Fact]
    public void A_frame_that_is_no_json_fails_the_stream() =>
        Should.Throw<UpstreamException>(() => Wire.Run("data: {\"id\":\n\n")).Code.ShouldBe(ErrorCodes.UpstreamInvalidAnswer);

    [Fact]
    public void Unknown_fields_of_a_mended_chunk_survive()
    {
        var chunk = """{"id":"c1","object":"x","created":7,"model":"u","timings":{"a":1},"choices":[{"index":0,"delta":{"role":"assistant","content":"a","extra":2},"finish_reason":null}]}""";
        var sent = Wire.Run(Wire.Sse(chunk, Wire.Chunk("{}", "stop"), "[DONE]"))[0];
        sent.GetProperty("timings").GetProperty("a").GetInt32().ShouldBe(1);
        sent.Delta().GetProperty("extra").GetInt32().ShouldBe(2);
    }

    private static string Calls(string piece) => Wire.Chunk($$"""{"tool_calls":[{{piece}}]}""");

    private static List<JsonElement> Pieces(List<JsonElement> chunks) =>
        [.. chunks.Where(c => c.GetProperty("choices").GetArrayLength() > 0 && Has(c.Delta(), "tool_calls"))
            .SelectMany(c => c.Delta().GetProperty("tool_calls").EnumerateArray())];

    private static string Arguments(JsonElement piece) => piece.GetProperty("function").GetProperty("arguments").GetString()!;

    private static bool Has(JsonElement element, string name) => element.TryGetProperty(name, out _);
}
