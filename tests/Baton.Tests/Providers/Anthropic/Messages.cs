using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Anthropic;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>Short ways to say what goes over this wire.</summary>
internal static class Messages
{
    /// <summary>A model of the time when all took the same fields.</summary>
    public const string Old = "claude-3-5-sonnet-20241022";

    public static Deployment Deployment(string model = Old, int? maxOutput = null) => Catalog.Build(new BatonOptions
    {
        Providers = [new ProviderOptions { Name = "p", Kind = "anthropic" }],
        Models =
        [
            new ModelOptions
            {
                Card = new ModelCard { Id = "m", MaxOutputTokens = maxOutput },
                Deployments = [new DeploymentOptions { Provider = "p", Model = model }],
            },
        ],
    }).Models[0].Deployments[0];

    /// <summary>The request that a conversation becomes.</summary>
    public static JsonElement Request(params ChatMessage[] messages) => Request(new ChatOptions(), messages);

    public static JsonElement Request(ChatOptions options, params ChatMessage[] messages) => Request(Old, options, messages);

    public static JsonElement Request(string model, ChatOptions options, params ChatMessage[] messages) =>
        JsonElement.Parse(MessagesRequestWriter.Write(messages, options, Deployment(model), instruction: null, stream: false).Span);

    public static ChatMessage User(string text) => new(ChatRole.User, text);

    public static ChatMessage Assistant(params AIContent[] contents) => new(ChatRole.Assistant, contents);

    public static ChatMessage Assistant(string text) => new(ChatRole.Assistant, text);

    public static ChatMessage Result(string id, object? result) => new(ChatRole.Tool, [new FunctionResultContent(id, result)]);

    public static FunctionCallContent Call(string id, string name = "f") => new(id, name, new Dictionary<string, object?> { ["a"] = 1 });

    /// <summary>The turns of a request, each as <c>role: block block</c>.</summary>
    public static string[] Turns(this JsonElement request) =>
        [.. request.GetProperty("messages").EnumerateArray().Select(turn =>
            $"{turn.GetProperty("role")}: {string.Join(' ', turn.GetProperty("content").EnumerateArray().Select(Short))}")];

    public static JsonElement Block(this JsonElement request, int turn, int block = 0) =>
        request.GetProperty("messages")[turn].GetProperty("content")[block];

    public static bool Has(this JsonElement request, string name) => request.TryGetProperty(name, out _);

    /// <summary>Options that carry a record, as the gateway's do.</summary>
    public sealed class Recorded : ChatOptions, IRecordedOptions
    {
        public RequestRecord? Record { get; } = new();
    }

    private static string Short(JsonElement block) => block.GetProperty("type").GetString() switch
    {
        "text" => $"'{block.GetProperty("text")}'",
        "tool_use" => $"call({block.GetProperty("id")})",
        "tool_result" => $"result({block.GetProperty("tool_use_id")})",
        var type => type!,
    };
}
