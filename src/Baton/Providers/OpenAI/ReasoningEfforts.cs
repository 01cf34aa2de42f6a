using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>The OpenAI wire's words for how much a model is to think.</summary>
internal static class ReasoningEfforts
{
    public static ReasoningEffort? Read(string effort) => effort switch
    {
        "none" or "minimal" => ReasoningEffort.None,
        "low" => ReasoningEffort.Low,
        "medium" => ReasoningEffort.Medium,
        "high" => ReasoningEffort.High,
        "xhigh" or "max" => ReasoningEffort.ExtraHigh,
        _ => null,
    };

    public static string? Write(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => null,
    };
}
