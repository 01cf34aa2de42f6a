using Baton.Models;
using Baton.Routing.Analysis;

namespace Baton.Routing;

/// <summary>
/// Tells what a request asks for by weighted words and by the text's shape: no model, no allocation beyond the result, time
/// bounded whatever the text's length. What a request needs follows from the request alone; the text only suggests, and so requires nothing.
/// </summary>
public sealed class TaskAnalyzer : ITaskAnalyzer
{
    private const float Unremarkable = 1.2f;
    private const int ShortQuestion = 16;
    private const int ToolsBit = 1;
    private const int SchemaBit = 2;
    private const int VisionBit = 4;

    /// <summary>Every set of needs there can be, made once.</summary>
    private static readonly EquatableArray<string>[] Needs = [.. Enumerable.Range(0, 8).Select(Need)];

    /// <inheritdoc/>
    public TaskAnalysis Analyze(in TaskInput input)
    {
        var signals = new TextWalk(input.Text).Walk();
        var type = TypeOf(ref signals, in input);
        var complexity = Complexity.Of(type, in signals, input.InputTokens);
        var needs = (input.HasTools ? ToolsBit : 0) | (input.WantsSchema ? SchemaBit : 0) | (input.HasImages ? VisionBit : 0);
        return new TaskAnalysis(
            type,
            complexity,
            Needs[needs],
            Math.Max(0, input.InputTokens),
            OutputLength.Of(type, in signals, complexity, input),
            signals.Haste);
    }

    private static TaskType TypeOf(ref TextSignals signals, in TaskInput input)
    {
        var led = signals.Lead is { } lead ? lead : TaskType.General;
        var code = Math.Min(signals.Code, 5);
        if (signals.Formula >= 3 && signals.Formula > code)
        {
            // Indexes, braces and functions are mathematics where formulas stand.
            code = 0;
            signals.Scores[(int)TaskType.Coding] *= 0.5f;
            signals.Scores[(int)TaskType.Classification] *= 0.5f;
        }

        signals.Add(TaskType.Coding, code * Share(led, TaskType.Coding));
        if (code < 2)
        {
            var figures = (Math.Min(signals.Numbers, 5) * 0.35f) + (Math.Min(signals.Formula, 4) * 0.8f);
            signals.Add(TaskType.Reasoning, figures * Share(led, TaskType.Reasoning));
        }

        if (signals.EndsAsking)
        {
            signals.Add(TaskType.QuestionAnswering, led is TaskType.General or TaskType.QuestionAnswering ? 1.3f : 0.5f);
        }

        AddShape(ref signals, input.Text.Length, code);
        if (signals.AsksWithin && !signals.EndsAsking && signals.Sentences == 0 && signals.Words <= ShortQuestion)
        {
            signals.Add(TaskType.QuestionAnswering, 0.8f); // Typed in haste, without the mark.
        }

        if (signals.Asks || (signals.EndsAsking && signals.AsksWithin && signals.Sentences == 0))
        {
            // Who asks about a novel wants no novel written.
            signals.Scores[(int)TaskType.Creative] *= 0.5f;
        }

        signals.Add(TaskType.General, Unremarkable);
        var best = Highest(in signals);
        return best == TaskType.Translation && !signals.NamesLanguage && signals.Scores[(int)TaskType.Coding] > 3 ? TaskType.Coding : best;
    }

    /// <summary>What the question's shape says beyond its words.</summary>
    private static void AddShape(ref TextSignals signals, int length, float code)
    {
        if (!signals.EndsAsking || code >= 2)
        {
            return;
        }

        // Two figures and a question are a problem in words; so is what supposes something and asks what follows.
        var isProblem = signals.Numbers > 1;
        signals.Add(TaskType.Reasoning, isProblem || signals.Supposes ? 1.8f : 0);

        // "How do they say this in Mandarin?" ends with the language.
        var endsWithLanguage = signals.NamesLanguage && length - signals.LanguageAt < 16;
        signals.Add(TaskType.Translation, endsWithLanguage ? 2.5f : 0);
    }

    private static float Share(TaskType lead, TaskType type) => lead == TaskType.General || lead == type ? 1 : 0.5f;

    private static TaskType Highest(ref readonly TextSignals signals)
    {
        var best = 0;
        for (var i = 1; i < 8; i++)
        {
            best = signals.Scores[i] > signals.Scores[best] ? i : best;
        }

        return (TaskType)best;
    }

    private static EquatableArray<string> Need(int bits)
    {
        string[] all = [Capabilities.Tools, Capabilities.JsonSchema, Capabilities.Vision];
        return all.Where((_, i) => (bits & (1 << i)) != 0).ToEquatableArray();
    }
}
