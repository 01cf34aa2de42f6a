using System.Buffers;
using System.Text;
using System.Text.Json;
using Baton.Testing;

namespace Baton.Tests.Testing;

/// <summary>Each oddity is really on the wire, so that a test that survives it has survived something.</summary>
public sealed class OpenAIQuirkTests
{
    private static string Stream(string model)
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"model":"{{{model}}}","stream":true,"stream_options":{"include_usage":true}}""");
        ModelGrammar.TryParse(model, out var reply).ShouldBeTrue();
        var answer = new OpenAIWire().Answer(reply, RequestScan.Read(new ReadOnlySequence<byte>(body)));
        return string.Concat(answer.Frames.Select(Encoding.UTF8.GetString));
    }

    private static List<JsonElement> Chunks(string model) =>
        [.. Stream(model).Split("\n\n").Where(f => f.StartsWith("data: {", StringComparison.Ordinal)).Select(f => JsonElement.Parse(f[6..]))];

    private static List<JsonElement> ToolEntries(string model) =>
        [.. Chunks(model).Where(c => c.GetProperty("choices").GetArrayLength() > 0).Select(c => c.GetProperty("choices")[0].GetProperty("delta"))
            .Where(d => d.TryGetProperty("tool_calls", out _)).SelectMany(d => d.GetProperty("tool_calls").EnumerateArray())];

    [Fact]
    public void Healthy_calls_carry_indexes_and_join_to_json()
    {
        var entries = ToolEntries("fake-tools-2");

        entries.Select(e => e.GetProperty("index").GetInt32()).ShouldBe([0, 0, 0, 1, 1, 1]);
        string.Concat(entries.Take(3).Select(e => e.GetProperty("function").GetProperty("arguments").GetString())).ShouldBe("{\"city\":\"Paris\"}");
    }

    [Fact]
    public void Indexes_go_missing_or_are_all_zero()
    {
        ToolEntries("fake-tools-2-index-missing").Any(e => e.TryGetProperty("index", out _)).ShouldBeFalse();
        ToolEntries("fake-tools-2-index-zero").ShouldAllBe(e => e.GetProperty("index").GetInt32() == 0);
    }

    [Fact]
    public void Ids_are_repeated_and_names_late()
    {
        ToolEntries("fake-tools-id-repeated").ShouldAllBe(e => e.GetProperty("id").GetString() == "call_1");
        ToolEntries("fake-tools-name-late")[0].GetProperty("function").TryGetProperty("name", out _).ShouldBeFalse();
        ToolEntries("fake-tools-name-late")[1].GetProperty("function").GetProperty("name").GetString().ShouldBe("get_weather");
    }

    [Fact]
    public void Usage_is_on_every_chunk_or_null_or_nowhere()
    {
        Chunks("fake-usage-every").ShouldAllBe(c => c.GetProperty("usage").GetProperty("prompt_tokens").GetInt32() == 12);
        Chunks("fake-usage-null")[^1].GetProperty("usage").GetProperty("prompt_tokens").ValueKind.ShouldBe(JsonValueKind.Null);
        Stream("fake-usage-none").ShouldNotContain("usage\":");
        Chunks("fake-usage-no-choices")[^1].TryGetProperty("choices", out _).ShouldBeFalse();
    }

    [Fact]
    public void The_finish_reason_is_empty_or_absent()
    {
        Stream("fake-no-finish").ShouldNotContain("\"stop\"");
        Stream("fake-no-finish").ShouldEndWith("data: [DONE]\n\n");
        Chunks("fake-empty-finish")[0].GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("");
        Stream("fake-finish-eos").ShouldContain("\"finish_reason\":\"eos\"");
    }

    [Fact]
    public void Framing_varies()
    {
        Stream("fake-crlf").ShouldContain("}\r\n\r\n");
        Stream("fake-comments").ShouldStartWith(": keep-alive\n\n");
        Stream("fake-events").ShouldStartWith("event: message\ndata: ");
        Stream("fake-no-space").ShouldStartWith("data:{");
        Chunks("fake-ids-change").Select(c => c.GetProperty("id").GetString()).ShouldBeUnique();
        Chunks("fake-role-every")[1].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString().ShouldBe("assistant");
    }

    [Fact]
    public void An_answer_has_as_many_pieces_as_its_name_says() =>
        Chunks("fake-chunks-100").Count(c => c.ToString().Contains("\"content\":\" w", StringComparison.Ordinal)).ShouldBe(99);
}
