using System.Text.Json;
using Baton.Models;
using Baton.Routing;
using Baton.Testing;

namespace Baton.Tests.Routing.Analysis;

/// <summary>Public benchmarks' prompts, where the checkout has them beside it: thousands that nobody here wrote.</summary>
public sealed class RecordedPromptTests(ITestOutputHelper output)
{
    private static readonly string File = Path.GetFullPath(Path.Combine(Checkout.Root, "..", "shared", "routing", "prompts.jsonl"));

    [Theory]
    [InlineData("gsm", TaskType.Reasoning, 0.85)]
    [InlineData("math-l5", TaskType.Reasoning, 0.85)]
    [InlineData("agentverse-logicgrid", TaskType.Reasoning, 0.85)]
    [InlineData("crux", TaskType.Coding, 0.85)]
    [InlineData("mbpp", TaskType.Coding, 0.85)]
    [InlineData("natural_qa", TaskType.QuestionAnswering, 0.85)]
    [InlineData("trivia_qa", TaskType.QuestionAnswering, 0.85)]
    public void A_benchmarks_prompts_are_of_its_type(string dataset, TaskType type, double share)
    {
        Assert.SkipUnless(System.IO.File.Exists(File), "The recorded prompts are not beside this checkout.");
        var analyzer = new TaskAnalyzer();
        var found = Prompts(dataset).Select(p => analyzer.Analyze(new TaskInput { Text = p.AsSpan(0, Math.Min(p.Length, 4_096)) }).Type).ToArray();

        output.WriteLine(string.Join(", ", found.CountBy(t => t).Select(c => $"{c.Key.Name()} {c.Value}")));
        found.Count(t => t == type).ShouldBeGreaterThanOrEqualTo((int)(share * found.Length));
    }

    private static IEnumerable<string> Prompts(string dataset)
    {
        foreach (var line in System.IO.File.ReadLines(File))
        {
            using var prompt = JsonDocument.Parse(line);
            if (prompt.RootElement.GetProperty("dataset").ValueEquals(dataset))
            {
                yield return prompt.RootElement.GetProperty("prompt").GetString()!;
            }
        }
    }
}
