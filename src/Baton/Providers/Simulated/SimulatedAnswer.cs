using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Models;
using Baton.Providers.Simulated.Answers;
using Baton.Providers.Simulated.Schemas;
using Baton.Providers.Simulated.Tools;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Simulated;

/// <summary>A whole answer, before it is said.</summary>
/// <param name="Id"><c>sim-</c> and a hash of the request.</param>
/// <param name="Reasoning">Its thinking, in tokens.</param>
/// <param name="Text">Its text, in tokens.</param>
/// <param name="Calls">Its tool calls.</param>
/// <param name="Finish">Why it ends.</param>
/// <param name="Usage">What it took.</param>
internal sealed record SimulatedAnswer(
    string Id, IReadOnlyList<string> Reasoning, IReadOnlyList<string> Text, IReadOnlyList<FunctionCallContent> Calls, ChatFinishReason Finish, UsageDetails Usage)
{
    private const double QualityUnlessSaid = 0.8;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes the answer to a request.</summary>
    public static SimulatedAnswer Make(Deployment deployment, SimulatedRequest request, ChatOptions options)
    {
        var good = request.Chance.Share("quality") < QualityOf(deployment, request.Task);
        var calls = ToolChoice.Decide(deployment, request, options, good);
        var text = calls.Count > 0 ? "" : TextOf(request, options.ResponseFormat, good);
        var said = CutAtStop(text, options.StopSequences);
        var thought = options.Reasoning?.Effort is null or ReasoningEffort.None ? "" : Thoughts(request);
        var room = options.MaxOutputTokens ?? deployment.Model.MaxOutputTokens ?? int.MaxValue;
        var reasoning = SimulatedTokens.Split(thought).Take(room).ToArray();
        var tokens = SimulatedTokens.Split(said).Take(room - reasoning.Length).ToArray();
        var whole = SimulatedTokens.Count(thought) + SimulatedTokens.Count(said) <= room;
        var finish = !whole ? ChatFinishReason.Length
            : calls.Count > 0 ? ChatFinishReason.ToolCalls
            : ChatFinishReason.Stop;
        var output = reasoning.Length + tokens.Length + calls.Sum(CountCall);
        return new SimulatedAnswer($"sim-{request.Chance.Name("id")}", reasoning, tokens, calls, finish, new UsageDetails
        {
            InputTokenCount = request.InputTokens,
            OutputTokenCount = output,
            TotalTokenCount = request.InputTokens + output,
            ReasoningTokenCount = reasoning.Length,
        });
    }

    private static double QualityOf(Deployment deployment, TaskType task)
    {
        var said = deployment.Options.Simulate?.Quality ?? [];
        foreach (var type in (ReadOnlySpan<TaskType>)[task, TaskType.General])
        {
            foreach (var (of, quality) in said)
            {
                if (of == type)
                {
                    return quality;
                }
            }
        }

        return deployment.Model.Quality ?? QualityUnlessSaid;
    }

    private static string TextOf(SimulatedRequest request, ChatResponseFormat? format, bool good)
    {
        if (format is not ChatResponseFormatJson json)
        {
            return Prose.Answer(request, good);
        }

        return json.Schema is { } schema
            ? JsonSerializer.Serialize(SchemaInstance.Make(schema, () => new ValueSource(request, good)), Json)
            : JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["answer"] = Prose.Answer(request, good),
                ["terms"] = request.Terms,
            }, Json);
    }

    private static string Thoughts(SimulatedRequest request) =>
        $"The request is of type {request.Task.Name()} and turns on {string.Join(", ", request.Terms.Take(3))}. I answer in that order.";

    private static string CutAtStop(string text, IList<string>? stops)
    {
        var at = (stops ?? []).Where(s => s.Length > 0).Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        return at < 0 ? text : text[..at];
    }

    private static int CountCall(FunctionCallContent call) =>
        SimulatedTokens.Count(call.Name) + SimulatedTokens.Count(JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions));
}
