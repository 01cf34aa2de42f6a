using Baton.Models;
using Baton.Routing;

namespace Baton.Tests.Routing.Analysis;

public sealed class LabelledPromptTests(ITestOutputHelper output)
{
    private static readonly TaskAnalyzer Analyzer = new();

    [Fact]
    public void Types_are_right_in_nine_of_ten_prompts()
    {
        LabelledPrompts.Seen.Concat(LabelledPrompts.HeldOut).Count().ShouldBeGreaterThan(180);

        RightTypes(LabelledPrompts.Seen).ShouldBeGreaterThanOrEqualTo(0.9);
        RightTypes(LabelledPrompts.HeldOut).ShouldBeGreaterThanOrEqualTo(0.85);
    }

    private double RightTypes(IReadOnlyList<LabelledPrompt> prompts)
    {
        var right = 0;
        foreach (var prompt in prompts)
        {
            var found = Analyzer.Analyze(new TaskInput { Text = prompt.Text }).Type;
            right += found == prompt.Type ? 1 : 0;
            if (found != prompt.Type)
            {
                output.WriteLine($"{found.Name()} instead of {prompt.Type.Name()}: {prompt.Text}");
            }
        }

        output.WriteLine($"{right} of {prompts.Count}");
        return (double)right / prompts.Count;
    }
}
