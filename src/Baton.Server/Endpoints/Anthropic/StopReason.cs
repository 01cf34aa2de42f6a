using System.Text.Json;
using Baton.Providers.Anthropic;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>Why an answer ended, gathered as it comes.</summary>
internal sealed class StopReason
{
    private ChatFinishReason? _finish;
    private string? _sequence;

    /// <summary>Whether the answer calls a tool.</summary>
    public bool Called { get; set; }

    /// <summary>Whether the model refused in words of its own.</summary>
    public bool Refused { get; set; }

    /// <summary>Takes what an answer or a piece of it says; the last word counts.</summary>
    public void Take(ChatFinishReason? finish, AdditionalPropertiesDictionary? more)
    {
        _finish = finish ?? _finish;
        _sequence = more?.TryGetValue(StopReasons.StopSequence, out var sequence) is true ? sequence?.ToString() : _sequence;
    }

    /// <summary>Writes <c>stop_reason</c> and <c>stop_sequence</c>.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        var ended = _finish is null || _finish == ChatFinishReason.Stop;
        writer.WriteString("stop_reason", ended switch
        {
            true when Called => "tool_use",
            true when Refused => "refusal",
            true when _sequence is not null => "stop_sequence",
            _ => StopReasons.Write(_finish),
        });
        writer.WriteString("stop_sequence", ended ? _sequence : null);
    }
}
