using System.Text;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Server.Tests.Endpoints.Anthropic;

/// <summary>A gateway asked over Anthropic's wire, before the fake upstream on each of its wires: <c>claude/NAME</c>, <c>llama/NAME</c>, <c>NAME</c>.</summary>
internal static class MessagesGateway
{
    public const string Weather =
        """{"name":"get_weather","description":"The weather.","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}""";

    public static Task<TestGateway> StartAsync(params string[] models) => StartAsync(attempts: 4, models);

    public static Task<TestGateway> StartAsync(int attempts, string[] models, Func<BatonOptions, BatonOptions>? change = null) => TestGateway.StartAsync(
        (builder, upstream) =>
        {
            builder.AddProvider("claude", ProviderKinds.Anthropic, upstream.BaseUrl, "sk-upstream")
                .AddProvider("llama", ProviderKinds.Ollama, upstream.BaseUrl);
            foreach (var model in models)
            {
                var (wire, name) = model.Split('/') is [var prefix, var rest] ? (prefix, rest) : ("up", model);
                builder.AddModel(model, wire, upstreamModel: name);
            }
        },
        [],
        options => (change?.Invoke(options) ?? options) with { Defaults = options.Defaults with { Attempts = attempts } });

    public static string Body(string model, string extra = "", string messages = """[{"role":"user","content":"hi"}]""") =>
        $$"""{"model":"{{model}}","max_tokens":100,"messages":{{messages}}{{extra}}}""";

    public static Task<HttpResponseMessage> AskAsync(this TestGateway gateway, string model, string extra = "", bool stream = false) =>
        gateway.PostAsync("/v1/messages", Body(model, (stream ? ",\"stream\":true" : "") + extra));

    public static async Task<JsonElement> MessageAsync(this TestGateway gateway, string body)
    {
        using var response = await gateway.PostAsync("/v1/messages", body);
        var message = await response.JsonAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(message.ToString());
        return message;
    }

    /// <summary>The error of an answer, in the shape of this wire.</summary>
    public static async Task<JsonElement> WireErrorAsync(this HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return ShouldBeError(await response.JsonAsync());
    }

    public static JsonElement ShouldBeError(JsonElement body)
    {
        body.EnumerateObject().Select(p => p.Name).ShouldBe(["type", "error", "request_id"]); // WIRE 55
        body.GetProperty("type").GetString().ShouldBe("error");
        body.GetProperty("request_id").GetString()!.ShouldStartWith("req_");
        var error = body.GetProperty("error");
        error.EnumerateObject().Select(p => p.Name).ShouldBe(["type", "message"]);
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        return error;
    }

    /// <summary>The events of a stream, each with its right <c>event:</c> line.</summary>
    public static async Task<List<JsonElement>> WireEventsAsync(this HttpResponseMessage response)
    {
        response.IsSuccessStatusCode.ShouldBeTrue();
        return Split(await response.Content.ReadAsStringAsync());
    }

    /// <summary>What of a stream arrived before it broke.</summary>
    public static async Task<(List<JsonElement> Events, bool Broken)> BrokenWireEventsAsync(this HttpResponseMessage response)
    {
        var text = new MemoryStream();
        var broken = false;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.CopyToAsync(text);
        }
        catch (Exception e) when (e is HttpIOException or IOException)
        {
            broken = true;
        }

        return (Split(Encoding.UTF8.GetString(text.ToArray())), broken);
    }

    public static string Type(this JsonElement e) => e.GetProperty("type").GetString()!;

    public static string Text(this IEnumerable<JsonElement> events) => string.Concat(events
        .Where(e => e.Type() == "content_block_delta" && e.GetProperty("delta").Type() == "text_delta")
        .Select(e => e.GetProperty("delta").GetProperty("text").GetString()));

    /// <summary>The message that a client joins the events to.</summary>
    public static List<JsonElement> Blocks(this IEnumerable<JsonElement> events)
    {
        var blocks = new List<(JsonElement Start, StringBuilder Pieces, string? Signature)>();
        foreach (var e in events)
        {
            if (e.Type() == "content_block_start")
            {
                e.GetProperty("index").GetInt32().ShouldBe(blocks.Count); // WIRE 50
                blocks.Add((e.GetProperty("content_block"), new StringBuilder(), null));
            }
            else if (e.Type() == "content_block_delta")
            {
                e.GetProperty("index").GetInt32().ShouldBe(blocks.Count - 1);
                var delta = e.GetProperty("delta");
                if (delta.Type() == "signature_delta")
                {
                    blocks[^1] = blocks[^1] with { Signature = delta.GetProperty("signature").GetString() };
                }
                else
                {
                    blocks[^1].Pieces.Append(delta.EnumerateObject().Single(p => p.Name != "type").Value.GetString());
                }
            }
        }

        return [.. blocks.Select(Joined)];
    }

    private static JsonElement Joined((JsonElement Start, StringBuilder Pieces, string? Signature) block) => block.Start.Type() switch
    {
        "text" => JsonSerializer.SerializeToElement(new { type = "text", text = block.Pieces.ToString() }),
        "thinking" => JsonSerializer.SerializeToElement(new { type = "thinking", thinking = block.Pieces.ToString(), signature = block.Signature }),
        "tool_use" => JsonSerializer.SerializeToElement(new
        {
            type = "tool_use",
            id = block.Start.GetProperty("id").GetString(),
            name = block.Start.GetProperty("name").GetString(),
            input = block.Pieces.Length == 0 ? block.Start.GetProperty("input") : JsonElement.Parse(block.Pieces.ToString()),
        }),
        _ => block.Start,
    };

    /// <summary>The events of a whole stream.</summary>
    public static List<JsonElement> Split(string sse)
    {
        var events = new List<JsonElement>();
        foreach (var text in sse.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = text.Split('\n');
            lines.Length.ShouldBe(2, text);
            lines[0].ShouldStartWith("event: ");
            lines[1].ShouldStartWith("data: ");
            var data = JsonElement.Parse(lines[1]["data: ".Length..]);
            data.Type().ShouldBe(lines[0]["event: ".Length..]); // WIRE 50
            events.Add(data);
        }

        return events;
    }
}
