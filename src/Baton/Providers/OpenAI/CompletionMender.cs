using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Providers.OpenAI.Streaming;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>Mends a whole answer that breaks one of WIRE 9–35; everything else in it, unknown fields too, stays.</summary>
internal static class CompletionMender
{
    public static byte[] Mend(ReadOnlySpan<byte> json, UsageDetails usage, Func<long> now)
    {
        var answer = JsonNode.Parse(json)!.AsObject();
        answer["object"] = "chat.completion";
        answer["id"] = Text(answer["id"]) ?? $"chatcmpl-{Guid.NewGuid():N}";
        answer["model"] = Text(answer["model"]) ?? "";
        if (answer["created"] is not JsonValue created || !created.TryGetValue<long>(out _))
        {
            answer["created"] = now();
        }

        MendUsage(answer, usage);
        var choices = answer["choices"]!.AsArray();
        for (var i = 0; i < choices.Count; i++)
        {
            MendChoice(choices[i]!.AsObject(), i);
        }

        return JsonSerializer.SerializeToUtf8Bytes(answer, JsonWriting.Relaxed);
    }

    private static void MendUsage(JsonObject answer, UsageDetails usage)
    {
        var right = UsageWriter.ToJson(usage);
        if (answer["usage"] is JsonObject came)
        {
            foreach (var (name, value) in right)
            {
                came[name] = value?.DeepClone();
            }
        }
        else
        {
            answer["usage"] = right;
        }
    }

    private static void MendChoice(JsonObject choice, int index)
    {
        choice["index"] = index;
        if (choice["message"] is not JsonObject message)
        {
            choice["message"] = message = new JsonObject { ["content"] = choice["text"]?.DeepClone() };
        }

        message["role"] = "assistant";
        if (Text(message["reasoning"]) is { } reasoning)
        {
            message.Remove("reasoning");
            message["reasoning_content"] ??= reasoning;
        }

        var hasCalls = false;
        if (message["tool_calls"] is JsonArray calls)
        {
            foreach (var call in calls.OfType<JsonObject>())
            {
                hasCalls = true;
                MendCall(call);
            }
        }

        var finish = FinishReasons.Map(Text(choice["finish_reason"]));
        choice["finish_reason"] = hasCalls && finish == "stop" ? "tool_calls" : finish;
    }

    private static void MendCall(JsonObject call)
    {
        call["id"] = Text(call["id"]) ?? $"call_{Guid.NewGuid():N}";
        call["type"] ??= "function";
        if (call["function"] is JsonObject function)
        {
            function["arguments"] = function["arguments"] switch
            {
                JsonObject whole => whole.ToJsonString(JsonWriting.Relaxed),
                var text => Text(text) ?? "{}", // WIRE 20
            };
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : null;
}
