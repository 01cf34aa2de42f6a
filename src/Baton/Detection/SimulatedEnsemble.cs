using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Detection;

/// <summary>Three simulated models that differ in what routing looks at: quality, time and price. All of it is made up.</summary>
internal static class SimulatedEnsemble
{
    public static Found Make() => new(
        new ProviderOptions { Name = "sim", Kind = ProviderKinds.Simulated, Seed = 7 },
        [
            Model("sim-large", 0.92, 400, 60, 131_072, 8_192, new TokenPrice(3m, 12m), [TaskType.Reasoning, TaskType.Coding], (TaskType.Reasoning, 0.95), (TaskType.Coding, 0.94)),
            Model("sim-medium", 0.78, 150, 120, 65_536, 4_096, new TokenPrice(0.50m, 2m), [TaskType.Summarization, TaskType.Creative], (TaskType.Reasoning, 0.70), (TaskType.Coding, 0.74)),
            Model("sim-small", 0.60, 40, 300, 32_768, 4_096, new TokenPrice(0.05m, 0.20m), [TaskType.Classification], (TaskType.Classification, 0.80), (TaskType.Reasoning, 0.35), (TaskType.Coding, 0.40)),
        ])
    {
        Findings = ["simulated models: sim-large, sim-medium, sim-small"],
        Notes =
        [
            "No model was found, so simulated ones play: their answers, times and prices are made up, and every answer says so.",
            "For real ones set an API key such as OPENAI_API_KEY or ANTHROPIC_API_KEY, start Ollama, or write a baton.yaml.",
        ],
    };

    private static FoundModel Model(
        string id, double quality, double latencyMs, double tokensPerSecond, int context, int output, TokenPrice price,
        EquatableArray<TaskType> strengths, params (TaskType Task, double Quality)[] tasks)
    {
        var byTask = tasks.Prepend((TaskType.General, quality)).Select(t => KeyValuePair.Create(t.Item1, t.Item2)).ToEquatableArray();
        return new FoundModel(
            new ModelCard
            {
                Id = id,
                Family = "simulated",
                ContextWindow = context,
                MaxOutputTokens = output,
                Strengths = strengths,
                Quality = quality,
                Price = price,
            },
            Simulate: new SimulateOptions { LatencyMs = latencyMs, TokensPerSecond = tokensPerSecond, Quality = byTask });
    }
}
