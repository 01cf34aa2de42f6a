using Baton.Attempts;
using Baton.Models;
using Baton.Routing;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>One request on its way through the orchestra.</summary>
internal sealed class Call
{
    public required IEnumerable<ChatMessage> Messages { get; init; }

    public required ChatOptions Options { get; init; }

    public required RequestRecord Record { get; init; }

    public required AttemptPlan Plan { get; init; }

    public required TaskAnalysis Task { get; init; }

    public required bool Streamed { get; init; }

    /// <summary>When it began, and when it is out of time; timestamps of the clock.</summary>
    public required long Started { get; init; }

    public required long End { get; init; }

    /// <summary>Bytes delivered so far, for an estimate where the usage never comes.</summary>
    public long Delivered { get; set; }

    /// <summary>How long the first token may take, or the whole of an unstreamed answer (CONTRACT, first_token_timeout).</summary>
    public TimeSpan FirstTokenBound(Deployment deployment)
    {
        var said = deployment.Policy.FirstTokenTimeout ?? TimeSpan.Zero;
        if (said > TimeSpan.Zero)
        {
            return said;
        }

        var bound = TimeSpan.FromSeconds(Plan.IsLastCandidate ? 120 : 20);
        return Streamed ? bound : bound + TimeSpan.FromMilliseconds(50.0 * (Options.MaxOutputTokens ?? Task.OutputTokens));
    }
}
