using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>How much a model is to think, as the API is told.</summary>
/// <param name="BudgetTokens">Tokens it may think; <c>null</c> where it is told the effort instead.</param>
/// <param name="Effort">How hard it tries; <c>null</c> where it is given a budget instead.</param>
/// <param name="Show">Whether its thoughts must be asked for to be shown.</param>
internal sealed record Thinking(int? BudgetTokens, string? Effort, bool Show)
{
    /// <summary>The least budget that the API takes.</summary>
    private const int LeastBudget = 1_024;

    /// <summary>Answers' share of the bound that the caller set; the rest may be thought.</summary>
    private const int LeastAnswer = 1_024;

    /// <summary>The thinking that options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="dialect">What the model takes.</param>
    /// <param name="dialogue">The conversation.</param>
    /// <param name="maxTokens">The bound on thoughts and answer together.</param>
    /// <returns>The thinking; <c>null</c> where none is asked for, or where it cannot be: the caller names it as dropped.</returns>
    public static Thinking? Choose(ChatOptions options, ClaudeDialect dialect, Dialogue dialogue, int maxTokens)
    {
        // A forced tool call leaves no room for thought: the API refuses both together.
        if (!IsAsked(options) || options is { ToolMode: RequiredChatToolMode, Tools.Count: > 0 })
        {
            return null;
        }

        if (dialect.AdaptiveThinking)
        {
            var show = dialect.ExtraHighEffort && options.Reasoning!.Output != ReasoningOutput.None;
            return new Thinking(null, EffortOf(options.Reasoning!.Effort!.Value, dialect), show);
        }

        var budget = Math.Min(UsualBudget(options.Reasoning!.Effort!.Value), maxTokens - LeastAnswer);
        return budget >= LeastBudget && !IsInsideUnthoughtToolCall(dialogue) ? new Thinking(budget, null, Show: false) : null;
    }

    /// <summary>Whether the options ask for thinking.</summary>
    public static bool IsAsked(ChatOptions options) => options.Reasoning?.Effort is not (null or ReasoningEffort.None);

    /// <summary>The budget that an effort usually means, in tokens.</summary>
    public static int UsualBudget(ReasoningEffort effort) => effort switch
    {
        ReasoningEffort.Low => 2_048,
        ReasoningEffort.Medium => 8_192,
        ReasoningEffort.High => 16_384,
        _ => 32_768,
    };

    /// <summary>Writes it into a request.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("thinking");
        if (BudgetTokens is { } budget)
        {
            writer.WriteString("type", "enabled");
            writer.WriteNumber("budget_tokens", budget);
        }
        else
        {
            writer.WriteString("type", "adaptive");
            if (Show)
            {
                writer.WriteString("display", "summarized");
            }
        }

        writer.WriteEndObject();
        if (Effort is not null)
        {
            writer.WriteStartObject("output_config");
            writer.WriteString("effort", Effort);
            writer.WriteEndObject();
        }
    }

    private static string EffortOf(ReasoningEffort effort, ClaudeDialect dialect) => effort switch
    {
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        _ => dialect.ExtraHighEffort ? "xhigh" : "max",
    };

    /// <summary>
    /// Whether the model waits for a result of a call that it made without thinking (or whose thoughts were another's):
    /// with a budget the API demands that such a turn begins with its thoughts, and they cannot be made up.
    /// </summary>
    public static bool IsInsideUnthoughtToolCall(Dialogue dialogue) => dialogue.Turns is
        [.., { FromUser: false } asking, { FromUser: true, Contents: [FunctionResultContent, ..] }]
        && asking.Contents[0] is not TextReasoningContent;
}
