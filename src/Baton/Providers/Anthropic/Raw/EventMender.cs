using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic.Raw;

/// <summary>Makes up what clients read and an upstream left out: counts of tokens (WIRE 52), the reason of the end (14).</summary>
internal static class EventMender
{
    /// <summary>Frames an event.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, string type, ReadOnlySpan<byte> data)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\ndata: "u8);
        if (data.Contains((byte)'\n') || data.Contains((byte)'\r'))
        {
            // Several lines of data are one JSON, in which a line's end is white space.
            var line = data.ToArray();
            line.AsSpan().Replace((byte)'\n', (byte)' ');
            line.AsSpan().Replace((byte)'\r', (byte)' ');
            output.Write(line);
        }
        else
        {
            output.Write(data);
        }

        output.Write("\n\n"u8);
    }

    /// <summary>An event with its counts put in.</summary>
    /// <returns>The event; <c>null</c> where it lacks none.</returns>
    public static byte[]? Mend(JsonElement root, string type, int estimatedInput, long textBytes)
    {
        var (holder, name, count) = type switch
        {
            "message_start" => (Json.Object(root, "message"), "input_tokens", (long)estimatedInput),
            "message_delta" => (root, "output_tokens", (textBytes + 3) / 4),
            _ => (default, "", 0),
        };
        if (holder.ValueKind != JsonValueKind.Object || Json.Number(Json.Object(holder, "usage"), name) is not null)
        {
            return null;
        }

        var mended = JsonObject.Create(root)!;
        PutCount(type == "message_start" ? mended["message"]!.AsObject() : mended, name, count);
        return JsonSerializer.SerializeToUtf8Bytes(mended, Json.Values);
    }

    /// <summary>A whole answer with its counts and its reason put in.</summary>
    /// <returns>The answer; the same bytes where it lacks none.</returns>
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> body, JsonElement root, ChatResponse answer, int estimatedInput)
    {
        var usage = Json.Object(root, "usage");
        var lacksCounts = Json.Number(usage, "input_tokens") is null || Json.Number(usage, "output_tokens") is null;
        if (!lacksCounts && Json.Text(root, "stop_reason") is not null)
        {
            return body;
        }

        var mended = JsonObject.Create(root)!;
        mended["stop_reason"] = Json.Text(root, "stop_reason") ?? StopReasons.Write(answer.FinishReason);
        if (lacksCounts)
        {
            var counted = answer.Usage ??= Usages.Estimate(estimatedInput, answer.Messages.Sum(m => (long)m.Text.Length));
            PutCount(mended, "input_tokens", Json.Number(usage, "input_tokens") ?? counted.InputTokenCount ?? 0);
            PutCount(mended, "output_tokens", Json.Number(usage, "output_tokens") ?? counted.OutputTokenCount ?? 0);
        }

        return JsonSerializer.SerializeToUtf8Bytes(mended, Json.Values);
    }

    /// <summary>The event that says why the answer ended.</summary>
    public static void WriteReason(IBufferWriter<byte> output, ChatFinishReason? finish, UsageDetails usage)
    {
        var delta = new JsonObject { ["stop_reason"] = StopReasons.Write(finish), ["stop_sequence"] = null };
        WriteEvent(output, "message_delta", JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = delta,
            ["usage"] = new JsonObject { ["output_tokens"] = usage.OutputTokenCount },
        }));
    }

    private static void PutCount(JsonObject holder, string name, long count)
    {
        if (holder["usage"] is not JsonObject usage)
        {
            holder["usage"] = usage = [];
        }

        usage[name] = count;
    }
}
