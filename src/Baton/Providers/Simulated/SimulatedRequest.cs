using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Simulated;

/// <summary>A tool's result in the request.</summary>
/// <param name="Tool">The tool's name, where its call is in the history.</param>
/// <param name="Text">What it gave.</param>
internal sealed record SimulatedResult(string? Tool, string Text);

/// <summary>A request as the simulation sees it.</summary>
/// <param name="Prompt">What the user said last.</param>
/// <param name="System">System prompts and instructions.</param>
/// <param name="Results">What tools gave since then.</param>
/// <param name="Images">Images in the last user message.</param>
/// <param name="InputTokens">Everything sent, by the simulation's own count.</param>
/// <param name="Chance">Its luck.</param>
internal sealed record SimulatedRequest(
    string Prompt, string System, IReadOnlyList<SimulatedResult> Results, int Images, long InputTokens, Chance Chance)
{
    /// <summary>What is asked for.</summary>
    public TaskType Task { get; } = TaskGuess.Of(Prompt);

    /// <summary>The words that carry the prompt; never empty.</summary>
    public IReadOnlyList<string> Terms { get; } = TermsOf(Prompt, System);

    /// <summary>
    /// Reads a request. Its luck hangs on the provider's seed, the model, all of the messages, and the options that shape an
    /// answer: not on temperature, stop sequences and the bound of tokens, so that a bounded answer is the beginning of the
    /// unbounded one; nor on ids of calls, which gateways rewrite.
    /// </summary>
    public static SimulatedRequest Read(Deployment deployment, IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var key = new StringBuilder().Append(deployment.Provider.Seed).Append('\u0002').Append(deployment.UpstreamModel);
        var system = new StringBuilder(options.Instructions);
        var calls = new Dictionary<string, string>(StringComparer.Ordinal);
        var results = new List<SimulatedResult>();
        var prompt = "";
        var images = 0;
        long tokens = SimulatedTokens.Count(options.Instructions ?? "");
        foreach (var message in messages)
        {
            tokens += SimulatedTokens.PerMessage + CountAndAdd(key.Append('\u0002').Append(message.Role.Value), message);
            foreach (var call in message.Contents.OfType<FunctionCallContent>())
            {
                calls[call.CallId] = call.Name;
            }

            results.AddRange(message.Contents.OfType<FunctionResultContent>()
                .Select(r => new SimulatedResult(calls.GetValueOrDefault(r.CallId), ToolResultText.Of(r))));
            if (message.Role == ChatRole.System || message.Role.Value == "developer")
            {
                system.Append(system.Length == 0 ? "" : "\n").Append(message.Text);
            }
            else if (message.Role == ChatRole.User)
            {
                prompt = message.Text.Length > 0 ? message.Text : prompt;
                images = message.Contents.Count(IsImage);
                results.Clear();
            }
        }

        tokens += AddOptions(key, options);
        var luck = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())));
        return new SimulatedRequest(prompt, system.ToString(), results, images, tokens, new Chance(luck));
    }

    private static bool IsImage(AIContent content) =>
        content is DataContent data && data.HasTopLevelMediaType("image") || content is UriContent uri && uri.HasTopLevelMediaType("image");

    private static long CountAndAdd(StringBuilder key, ChatMessage message)
    {
        long tokens = 0;
        foreach (var content in message.Contents)
        {
            var (text, count) = content switch
            {
                TextContent one => (one.Text, SimulatedTokens.Count(one.Text)),
                TextReasoningContent one => (one.Text, SimulatedTokens.Count(one.Text)),
                FunctionResultContent one => Counted(ToolResultText.Of(one)),
                FunctionCallContent one => Counted($"{one.Name} {JsonSerializer.Serialize(one.Arguments, AIJsonUtilities.DefaultOptions)}"),
                DataContent one => (Convert.ToHexStringLower(SHA256.HashData(one.Data.Span)), SimulatedTokens.PerImage),
                UriContent one => (one.Uri.ToString(), SimulatedTokens.PerImage),
                _ => ("", 0),
            };
            key.Append('\u0003').Append(text);
            tokens += count;
        }

        return tokens;
    }

    private static (string Text, int Count) Counted(string text) => (text, SimulatedTokens.Count(text));

    private static long AddOptions(StringBuilder key, ChatOptions options)
    {
        key.Append('\u0002').Append(options.Instructions).Append('\u0003').Append(options.Seed);
        long tokens = 0;
        foreach (var tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            var text = $"{tool.Name} {tool.Description} {tool.JsonSchema.GetRawText()}";
            key.Append('\u0003').Append(text);
            tokens += SimulatedTokens.Count(text);
        }

        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            key.Append('\u0003').Append(json.Schema?.GetRawText() ?? "json");
        }

        return tokens;
    }

    private static IReadOnlyList<string> TermsOf(string prompt, string system)
    {
        var terms = KeyTerms.Find(prompt);
        terms = terms.Count > 0 ? terms : [.. KeyTerms.Words(prompt).Take(3)];
        terms = terms.Count > 0 ? terms : KeyTerms.Find(system);
        return terms.Count > 0 ? terms : ["nothing"];
    }
}
