using System.Text.Json;

namespace Baton.Server.Tests.Endpoints.Responses;

/// <summary>Asks <c>/v1/responses</c> and reads its events.</summary>
internal static class Events
{
    public static Task<HttpResponseMessage> RespondAsync(this TestGateway gateway, string model, string extra = "", bool stream = false, string input = "\"hi\"") =>
        gateway.PostAsync("/v1/responses", $$"""{"model":"{{model}}","input":{{input}}{{(stream ? ",\"stream\":true" : "")}}{{extra}}}""");

    /// <summary>The events of a stream, each checked for what every one must have (WIRE 46, 49).</summary>
    public static async Task<List<JsonElement>> ResponseEventsAsync(this HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        return Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>What of a stream arrived before it broke, and whether it broke.</summary>
    public static async Task<(List<JsonElement> Events, bool Broken)> BrokenResponseEventsAsync(this HttpResponseMessage response)
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

        return (Parse(System.Text.Encoding.UTF8.GetString(text.ToArray())), broken);
    }

    public static string Type(this JsonElement e) => e.GetProperty("type").GetString()!;

    public static string Text(this JsonElement e, string name) => e.GetProperty(name).GetString()!;

    public static IEnumerable<JsonElement> Of(this IEnumerable<JsonElement> events, string type) => events.Where(e => e.Type() == type);

    /// <summary>The items of a response.</summary>
    public static List<JsonElement> Items(this JsonElement response) => [.. response.GetProperty("output").EnumerateArray()];

    private static List<JsonElement> Parse(string sse)
    {
        var events = new List<JsonElement>();
        foreach (var block in sse.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            lines.Length.ShouldBe(2);
            var json = JsonElement.Parse(lines[1]["data: ".Length..]);
            lines[0].ShouldBe($"event: {json.Type()}");
            (json.Type() == "error" || json.Type().StartsWith("response.", StringComparison.Ordinal)).ShouldBeTrue(json.Type());
            json.GetProperty("sequence_number").GetInt32().ShouldBe(events.Count);
            events.Add(json);
        }

        return events;
    }
}
