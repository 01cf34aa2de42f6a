using Baton.Models;
using Baton.Routing;

namespace Baton.Tests.Routing.Analysis;

public sealed class LabelledPromptTests(ITestOutputHelper output)
{
    private static readonly TaskAnalyzer Analyzer = new();

    [Fact]
    public void Nine_types_of_ten_are_right_over_all_prompts() =>
        RightTypes([.. LabelledPrompts.Seen, .. LabelledPrompts.HeldOut]).ShouldBeGreaterThanOrEqualTo(0.93);

    /// <summary>What to expect of prompts that the word lists were not made for: 86 of 100.</summary>
    [Fact]
    public void Most_types_are_right_where_the_words_were_not_fitted() =>
        RightTypes(LabelledPrompts.HeldOut).ShouldBeGreaterThanOrEqualTo(0.85);

    /// <summary>A match is all of it: every capability that the request needs, none else, and whether there is haste.</summary>
    [Fact]
    public void Requirements_match_in_nineteen_of_twenty()
    {
        var (right, total) = (0, 0);
        foreach (var prompt in LabelledPrompts.Seen.Concat(LabelledPrompts.HeldOut))
        {
            for (var needs = 0; needs < 8; needs++)
            {
                var found = Analyzer.Analyze(new TaskInput
                {
                    Text = prompt.Text,
                    HasTools = (needs & 1) != 0,
                    WantsSchema = (needs & 2) != 0,
                    HasImages = (needs & 4) != 0,
                });
                var matches = found.Requires == Needs(needs) && found.RequiresSpeed == prompt.Haste;
                (right, total) = (right + (matches ? 1 : 0), total + 1);
                if (!matches && needs == 0)
                {
                    output.WriteLine($"haste {found.RequiresSpeed}: {prompt.Text}");
                }
            }
        }

        output.WriteLine($"{right} of {total}");
        total.ShouldBe(8 * 264);
        ((double)right / total).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public void Haste_is_found_where_it_is_and_hardly_elsewhere()
    {
        var all = LabelledPrompts.Seen.Concat(LabelledPrompts.HeldOut).ToArray();
        var hasty = all.Where(p => p.Haste).ToArray();

        hasty.Count(p => Analyzer.Analyze(new TaskInput { Text = p.Text }).RequiresSpeed).ShouldBe(hasty.Length);
        all.Except(hasty).Count(p => Analyzer.Analyze(new TaskInput { Text = p.Text }).RequiresSpeed).ShouldBeLessThanOrEqualTo(3);
    }

    private static EquatableArray<string> Needs(int bits)
    {
        string[] all = [Capabilities.Tools, Capabilities.JsonSchema, Capabilities.Vision];
        return all.Where((_, i) => (bits & (1 << i)) != 0).ToEquatableArray();
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
