using System.Text.Json;
using Baton.Models;
using Baton.Providers.Simulated.Answers;
using Baton.Providers.Simulated.Schemas;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Simulated.Tools;

/// <summary>Decides which tools to call, and with what.</summary>
internal static class ToolChoice
{
    private static readonly string[] Generic =
        ["get", "set", "fetch", "do", "run", "call", "make", "create", "list", "find", "lookup", "look", "show", "tool", "function", "current", "use", "the", "by", "for"];

    private static readonly string[] OfArithmetic = ["calculator", "calculate", "calc", "math", "arithmetic", "compute", "evaluate"];

    /// <summary>The calls to make; none where the answer is to be text.</summary>
    /// <exception cref="UpstreamException">A tool must be called that is not offered.</exception>
    public static IReadOnlyList<FunctionCallContent> Decide(Deployment deployment, SimulatedRequest request, ChatOptions options, bool good)
    {
        var tools = options.Tools?.OfType<AIFunctionDeclaration>().ToArray() ?? [];
        if (options.ToolMode is RequiredChatToolMode required)
        {
            var chosen = required.RequiredFunctionName is { } name
                ? tools.Where(t => t.Name == name).Take(1).ToArray()
                : [.. tools.OrderByDescending(t => Score(t, request.Prompt)).Take(1)];
            return chosen.Length > 0 ? Calls(chosen, request, options, good) : throw NotOffered(deployment, required.RequiredFunctionName);
        }

        return options.ToolMode is NoneChatToolMode || request.Results.Count > 0
            ? [] // Whoever has a tool's result answers with it.
            : Calls([.. tools.Where(t => Score(t, request.Prompt) >= 1)], request, options, good);
    }

    private static UpstreamException NotOffered(Deployment deployment, string? name) => new(
        ErrorCodes.InvalidRequest,
        name is null ? "'tool_choice' demands a call, but 'tools' offers none." : $"'tool_choice' names '{name}', which is not among 'tools' ({deployment.Id}).")
    {
        Param = "tool_choice",
    };

    private static FunctionCallContent[] Calls(AIFunctionDeclaration[] tools, SimulatedRequest request, ChatOptions options, bool good)
    {
        var many = options.AllowMultipleToolCalls != false;
        var calls = new List<FunctionCallContent>();
        foreach (var tool in many ? tools : tools.Take(1))
        {
            var times = many && tools.Length == 1 && TakesPlace(tool) ? Math.Clamp(Entities.Places(request.Prompt).Count, 1, 8) : 1;
            for (var i = 0; i < times; i++)
            {
                calls.Add(new FunctionCallContent(
                    $"call_{request.Chance.Name($"call {calls.Count} {tool.Name}")}", tool.Name, Arguments(tool, request, good, i)));
            }
        }

        return [.. calls];
    }

    private static Dictionary<string, object?> Arguments(AIFunctionDeclaration tool, SimulatedRequest request, bool good, int skip)
    {
        var made = SchemaInstance.Make(tool.JsonSchema, () => new ValueSource(request, good, skip));
        return JsonSerializer.SerializeToElement(made) is { ValueKind: JsonValueKind.Object } arguments
            ? arguments.EnumerateObject().ToDictionary(a => a.Name, object? (a) => a.Value, StringComparer.Ordinal)
            : [];
    }

    /// <summary>How much a prompt asks for a tool: 2 where it names it, 1 where it holds every telling word of its name, less below.</summary>
    private static double Score(AIFunctionDeclaration tool, string prompt)
    {
        if (prompt.Contains(tool.Name, StringComparison.OrdinalIgnoreCase))
        {
            return 2;
        }

        var name = NameWords.Split(tool.Name);
        if (name.Any(OfArithmetic.Contains) && Arithmetic.Find(prompt) is not null)
        {
            return 1.5;
        }

        var telling = name.Where(w => !Generic.Contains(w)).ToArray();
        telling = telling.Length > 0 ? telling : [.. name];
        var words = KeyTerms.Words(prompt).ToArray();
        var met = telling.Count(t => words.Any(w => KeyTerms.Alike(t, w)));
        var described = KeyTerms.Find(tool.Description, 12).Count(t => words.Any(w => KeyTerms.Alike(t, w)));
        return met == telling.Length && telling.Length > 0 ? 1 : (met + (0.1 * described)) / (telling.Length + 2);
    }

    private static bool TakesPlace(AIFunctionDeclaration tool) =>
        tool.JsonSchema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.EnumerateObject().Any(p => NameWords.Split(p.Name).Any(w => w is "city" or "location" or "place" or "country" or "town" or "destination")
            && p.Value.ValueKind == JsonValueKind.Object && p.Value.TryGetProperty("type", out var type) && type.ToString() == "string");
}
