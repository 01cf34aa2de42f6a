using System.Collections.Immutable;
using System.Text;
using Baton.Budgets;
using Baton.Models;
using Baton.Providers;
using Baton.Providers.Anthropic;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.TextCompletions;
using Baton.Routing;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>Holds a request's choice to the budgets that it touches.</summary>
internal static class Spending
{
    private const int TokensOfFrame = 16;
    private const int LostInDivision = 4;
    private const int TokensOfTools = 512;
    private const int TokensOfMedia = 100_000;
    private const int BytesOfToken = 4;

    /// <summary>Takes out who can never be paid, and reserves for the first of the others, if that is possible now.</summary>
    /// <param name="allowance">The request's claim.</param>
    /// <param name="route">The route that was chosen.</param>
    /// <param name="candidates">Those of it that serve the request.</param>
    /// <param name="models">Their models, the best first, as far as they can be paid.</param>
    /// <returns>The candidates that are left.</returns>
    /// <exception cref="BatonException">A budget refuses the request.</exception>
    public static ImmutableArray<Candidate> Admit(
        Allowance allowance, Route route, ImmutableArray<Candidate> candidates, out List<ModelCard> models)
    {
        var priced = allowance.IsHard ? candidates.RemoveAll(c => !allowance.KnowsPriceOf(c.Deployment.Model)) : candidates;
        if (priced.IsEmpty)
        {
            throw BudgetErrors.PriceUnknown(candidates.Select(c => c.Deployment.Model.Id).Distinct(StringComparer.Ordinal));
        }

        var cards = new List<ModelCard>(1);
        foreach (var candidate in priced)
        {
            if (!cards.Contains(candidate.Deployment.Model))
            {
                cards.Add(candidate.Deployment.Model);
            }
        }

        var all = cards.Count;
        _ = allowance.TryReserve(cards, route.Strategy == Strategy.Named);
        models = cards;
        return cards.Count == all ? priced : priced.RemoveAll(c => !cards.Contains(c.Deployment.Model));
    }

    /// <summary>Refuses what budgets do not allow whatever it costs.</summary>
    /// <param name="allowance">The request's claim; <c>null</c>: no budget is touched.</param>
    /// <param name="state">How its budgets stand.</param>
    /// <param name="route">The route that was chosen.</param>
    /// <param name="target">The model's name as the caller wrote it.</param>
    /// <exception cref="BatonException">A budget is spent, or allows local models alone and none is left.</exception>
    public static void Demand(Allowance? allowance, BudgetState state, Route route, string target)
    {
        if (state == BudgetState.Exhausted)
        {
            throw BudgetErrors.Exhausted(allowance!.Strictest);
        }

        if (state == BudgetState.LocalOnly && route.Candidates.IsEmpty && route.Excluded.Any(e => e.Constraint == RouteRequest.BudgetConstraint))
        {
            throw BudgetErrors.LocalOnly(allowance!.Strictest, target);
        }
    }

    /// <summary>Fills in what each candidate of a route would cost: what is expected where nobody has said so, and the most.</summary>
    public static Route Foresee(Route route, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        if (route.Candidates.IsEmpty)
        {
            return route;
        }

        var size = SizeOf(messages, options, route.Task, system: null, route.Candidates);
        var expected = new TokenUsage(route.Task.InputTokens, Output: route.Task.OutputTokens);
        return route with
        {
            Candidates =
            [
                .. route.Candidates.Select(c => c with
                {
                    CostUsd = c.CostUsd ?? c.Deployment.Model.Price?.Cost(expected),
                    MostUsd = Quote.Of(c.Deployment.Model, size, history: null)?.Most,
                }),
            ],
        };
    }

    /// <summary>How large a chat may become. A token is at least a byte; what frames messages and tools comes on top.</summary>
    public static RequestSize SizeOf(
        IEnumerable<ChatMessage> messages, ChatOptions options, TaskAnalysis task, string? system, ImmutableArray<Candidate> candidates)
    {
        var (bytes, media, tools) = messages is IRawMessages { Prompt: var prompt }
            ? ((long)BytesOfToken * prompt.EstimatedInputTokens, prompt.HasImages, prompt.HasTools)
            : Measure(messages, options);
        bytes += (system is null ? 0 : Encoding.UTF8.GetByteCount(system) + TokensOfFrame) + LostInDivision + (tools ? TokensOfTools : 0) + (media ? TokensOfMedia : 0);
        var (choices, mayCap) = options.RawRepresentationFactory?.Target switch
        {
            RawChatRequest raw => (raw.Facts.N, true),
            RawTextRequest text => (text.Chat.Facts.N, text.Unsayable is null),
            _ => (1, true),
        };
        var bound = options.MaxOutputTokens;
        if (options.Reasoning?.Effort is { } effort and not ReasoningEffort.None
            && candidates.Any(c => c.Deployment.Provider.Kind == ProviderKinds.Anthropic))
        {
            // There thoughts come on top of the bound that is sent, so none that was set here would hold.
            bound += Thinking.UsualBudget(effort);
            mayCap = false;
        }

        return new RequestSize(
            task.InputTokens, bytes, Math.Max(1, task.OutputTokens), bound, choices, mayCap, media ? task.Type.Name() + "+media" : task.Type.Name());
    }

    /// <summary>How large a request is that is forwarded: what it is answered with costs nothing of its own.</summary>
    public static RequestSize SizeOf(ForwardedRequest request) =>
        new(request.InputTokens, ((long)BytesOfToken * request.InputTokens) + LostInDivision, 0, null, MayCap: false, Kind: request.Path);

    private static (long Bytes, bool Media, bool Tools) Measure(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var (bytes, media) = (0L, false);
        foreach (var message in messages)
        {
            bytes += TokensOfFrame;
            foreach (var content in message.Contents)
            {
                media |= content is DataContent or UriContent;
                bytes += content switch
                {
                    TextContent { Text: { } text } => Encoding.UTF8.GetByteCount(text),
                    TextReasoningContent { Text: { } thought } => Encoding.UTF8.GetByteCount(thought),
                    FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(a => a.Key.Length + (long)(a.Value?.ToString()?.Length ?? 0) + BytesOfToken) ?? 0),
                    FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
                    _ => 0,
                };
            }
        }

        bytes += Encoding.UTF8.GetByteCount(options.Instructions ?? "");
        foreach (var tool in options.Tools ?? [])
        {
            bytes += tool.Name.Length + tool.Description.Length + ((tool as AIFunctionDeclaration)?.JsonSchema.GetRawText().Length ?? 0);
        }

        return (bytes, media, options.Tools is { Count: > 0 });
    }
}
