using System.Text.Json;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Caching;

/// <summary>An answer as bytes that nobody changes: an upstream's own where it came whole over OpenAI's wire, else ours.</summary>
internal sealed class KeptAnswer
{
    /// <summary>About what the objects around the bytes take.</summary>
    private const int Overhead = 512;

    private static readonly JsonSerializerOptions Json = AIJsonUtilities.DefaultOptions;

    private readonly RawCompletion? _raw;
    private readonly byte[] _json;

    private KeptAnswer(string deployment, RawCompletion? raw, byte[] json) => (Deployment, _raw, _json) = (deployment, raw, json);

    /// <summary>The id of the deployment that gave it.</summary>
    public string Deployment { get; }

    /// <summary>The memory that it takes, about.</summary>
    public long Bytes => _json.Length + (_raw?.Bytes.Length ?? 0) + Overhead;

    /// <summary>Keeps an answer, if it is whole.</summary>
    /// <returns>The kept one; <c>null</c> where it was cut, filtered, or holds something that has no JSON.</returns>
    public static KeptAnswer? Of(ChatResponse answer, string deployment)
    {
        if (answer.FinishReason != ChatFinishReason.Stop && answer.FinishReason != ChatFinishReason.ToolCalls)
        {
            return null;
        }

        var raw = answer.RawRepresentation is RawCompletion completion && completion.Describes(answer) ? completion : null;
        return new KeptAnswer(deployment, raw, JsonSerializer.SerializeToUtf8Bytes(raw is null ? answer : Frame(answer), Json));
    }

    /// <summary>The answer again, in objects of its own.</summary>
    public ChatResponse ToResponse()
    {
        var answer = JsonSerializer.Deserialize<ChatResponse>(_json, Json)!;
        if (_raw is not null)
        {
            answer.Messages = new LazyAnswer(_raw.Bytes);
            answer.RawRepresentation = _raw;
        }

        return answer;
    }

    /// <summary>All of an answer but its messages, which stand in the bytes.</summary>
    private static ChatResponse Frame(ChatResponse answer) => new()
    {
        ResponseId = answer.ResponseId,
        ModelId = answer.ModelId,
        CreatedAt = answer.CreatedAt,
        FinishReason = answer.FinishReason,
        Usage = answer.Usage,
    };
}
