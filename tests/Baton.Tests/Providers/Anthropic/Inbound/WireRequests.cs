using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Providers.Anthropic.Inbound;

/// <summary>Random requests of Anthropic's wire, in the one form of several that the writer chooses.</summary>
/// <param name="everything">Whether they hold what no other wire can say: marks, signatures, documents, unknown blocks and fields.</param>
internal sealed class WireRequests(bool everything)
{
    private const string Png = "iVBORw0KGgo=";

    private static readonly Gen<string> _words = Gen.Elements("hi", "a b", "Łódź 🌧", "\"quoted\"", "back\\slash\nline", "</tag>", "{\"a\":1}");

    private static readonly Gen<JsonNode> _input = Gen.Elements<Func<JsonNode>>(
        () => new JsonObject(),
        () => new JsonObject { ["city"] = "Łódź" },
        () => new JsonObject { ["n"] = 2.5, ["deep"] = new JsonArray(new JsonObject { ["x"] = null }, true) }).Select(make => make());

    /// <summary>A whole request.</summary>
    public Gen<JsonObject> Any =>
        from turns in Gen.Choose(0, 3)
        from exchanges in Exchange().ListOf(turns)
        from question in UserBlocks([])
        from system in Gen.OneOf(Gen.Constant<JsonNode?>(null), _words.Select(words => (JsonNode?)words), everything ? MarkedSystem : Gen.Constant<JsonNode?>(null))
        from sampling in Sampling
        from tools in Tools(exchanges.Any(e => e.Calls.Count > 0))
        from others in everything ? Others : Gen.Constant<JsonObject>([])
        select Request(exchanges, question, system, [sampling, tools, others]);

    private static Gen<JsonNode?> MarkedSystem =>
        from first in _words
        from second in _words
        select (JsonNode?)new JsonArray(Text(first), Marked(Text(second)));

    private static Gen<JsonObject> Sampling =>
        from max in Gen.Choose(1, 9_000)
        from temperature in Gen.Elements<double?>(null, 0, 0.5, 1)
        from topP in Gen.Elements<double?>(null, 0.25)
        from topK in Gen.Elements<int?>(null, 7)
        from stops in Gen.Elements<string[]?>(null, ["END"], ["a", "b"])
        from user in Gen.Elements(null, "ada")
        select Without(new JsonObject
        {
            ["max_tokens"] = max,
            ["temperature"] = temperature,
            ["top_p"] = topP,
            ["top_k"] = topK,
            ["stop_sequences"] = stops is null ? null : new JsonArray([.. stops.Select(s => (JsonNode)s)]),
            ["metadata"] = user is null ? null : new JsonObject { ["user_id"] = user },
        });

    private static Gen<JsonObject> Others =>
        from tier in Gen.Elements(null, "auto", "standard_only")
        from unknown in Gen.Elements<JsonNode?>(null, 1).Select(n => n is null ? null : new JsonArray(1, "x", new JsonObject()))
        select Without(new JsonObject { ["service_tier"] = tier, ["field_of_tomorrow"] = unknown });

    private Gen<JsonObject> Tools(bool needed) =>
        from some in needed ? Gen.Constant(true) : Gen.Elements(true, false)
        from marked in Gen.Elements(true, false)
        from choice in Gen.Elements(null, "auto", "any", "none", "tool")
        from alone in Gen.Elements(true, false)
        select some ? Tools(marked && everything, choice, alone) : [];

    private static JsonObject Tools(bool marked, string? choice, bool alone)
    {
        JsonObject[] tools =
        [
            new()
            {
                ["name"] = "f",
                ["description"] = "Does it.",
                ["input_schema"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["n"] = new JsonObject { ["type"] = "number" } } },
            },
            new() { ["name"] = "g", ["input_schema"] = new JsonObject { ["type"] = "object" } },
        ];
        var list = new JsonArray([.. tools.Select(tool => marked ? Marked(tool) : tool)]);
        if (marked)
        {
            list.Add((JsonNode)new JsonObject { ["type"] = "web_search_20250305", ["name"] = "web_search", ["max_uses"] = 2 });
        }

        var said = choice is null ? null : new JsonObject { ["type"] = choice };
        if (choice == "tool")
        {
            said!["name"] = "f";
        }

        if (alone && choice is not (null or "none"))
        {
            said!["disable_parallel_tool_use"] = true;
        }

        return Without(new JsonObject { ["tools"] = list, ["tool_choice"] = said });
    }

    /// <summary>A question of the user's, an answer, and what it calls.</summary>
    private Gen<(List<JsonNode> Answer, List<string> Calls, List<JsonNode> Question)> Exchange() =>
        from question in UserBlocks([])
        from thinks in everything ? Gen.Elements(true, false) : Gen.Constant(false)
        from words in _words
        from calls in Gen.Choose(0, 2)
        from names in Gen.Elements("f", "g").ListOf(calls)
        from inputs in _input.ListOf(calls)
        from odd in everything ? Gen.Elements(true, false) : Gen.Constant(false)
        select Exchange([.. question], thinks, words, [.. names.Zip(inputs)], odd);

    private static (List<JsonNode>, List<string>, List<JsonNode>) Exchange(
        List<JsonNode> question, bool thinks, string words, List<(string Name, JsonNode Input)> calls, bool odd)
    {
        var answer = new List<JsonNode>();
        if (thinks)
        {
            answer.Add(new JsonObject { ["type"] = "thinking", ["thinking"] = "hm", ["signature"] = "EqQB" });
            answer.Add(new JsonObject { ["type"] = "redacted_thinking", ["data"] = "x9" });
        }

        if (odd)
        {
            answer.Add(new JsonObject { ["type"] = "server_tool_use", ["id"] = "srvtoolu_1", ["name"] = "web_search", ["input"] = new JsonObject() });
        }

        answer.Add(Text(words));
        var ids = new List<string>();
        foreach (var (name, input) in calls)
        {
            ids.Add($"toolu_{Guid.NewGuid():N}");
            answer.Add(new JsonObject { ["type"] = "tool_use", ["id"] = ids[^1], ["name"] = name, ["input"] = input });
            if (odd)
            {
                Marked((JsonObject)answer[^1])["caller"] = new JsonObject { ["type"] = "direct" };
            }
        }

        return (answer, ids, question);
    }

    /// <summary>What the user says, after what his tools gave.</summary>
    private Gen<List<JsonNode>> UserBlocks(List<JsonNode> results) =>
        from words in _words
        from picture in Gen.Elements(true, false)
        from odd in everything ? Gen.Elements(true, false) : Gen.Constant(false)
        select User(results, words, picture, odd);

    private static List<JsonNode> User(List<JsonNode> results, string words, bool picture, bool odd)
    {
        List<JsonNode> blocks = [.. results, odd ? Marked(Text(words)) : Text(words)];
        if (picture)
        {
            blocks.Add(new JsonObject { ["type"] = "image", ["source"] = Source("image/png", Png) });
        }

        if (odd)
        {
            blocks.Add(new JsonObject { ["type"] = "document", ["title"] = "T", ["citations"] = new JsonObject { ["enabled"] = true }, ["source"] = Source("application/pdf", "JVBERg==") });
            blocks.Add(new JsonObject { ["type"] = "block_of_tomorrow", ["x"] = new JsonArray(1) });
        }

        return blocks;
    }

    private JsonObject Request(
        IEnumerable<(List<JsonNode> Answer, List<string> Calls, List<JsonNode> Question)> exchanges, List<JsonNode> question, JsonNode? system, JsonObject[] parts)
    {
        var messages = new JsonArray();
        List<JsonNode> results = [];
        foreach (var exchange in exchanges)
        {
            messages.Add((JsonNode)Message("user", [.. results, .. exchange.Question]));
            messages.Add((JsonNode)Message("assistant", exchange.Answer));
            results = [.. exchange.Calls.Select(Result)];
        }

        messages.Add((JsonNode)Message("user", [.. results, .. question]));
        var request = new JsonObject { ["model"] = Anthropic.Messages.Old, ["messages"] = messages };
        if (system is not null)
        {
            request["system"] = system;
        }

        foreach (var (name, value) in parts.SelectMany(part => part))
        {
            request[name] = value?.DeepClone();
        }

        return request;
    }

    private JsonObject Result(string id)
    {
        var result = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = "sunny" };
        if (everything)
        {
            Marked(result)["is_error"] = true;
            result["content"] = new JsonArray(Text("see"), new JsonObject { ["type"] = "image", ["source"] = Source("image/png", Png) });
        }

        return result;
    }

    private static JsonObject Message(string role, List<JsonNode> content) => new() { ["role"] = role, ["content"] = new JsonArray([.. content]) };

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject Source(string type, string data) => new() { ["type"] = "base64", ["media_type"] = type, ["data"] = data };

    private static JsonObject Marked(JsonObject block)
    {
        block["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        return block;
    }

    private static JsonObject Without(JsonObject fields)
    {
        foreach (var name in fields.Where(field => field.Value is null).Select(field => field.Key).ToList())
        {
            fields.Remove(name);
        }

        return fields;
    }
}
