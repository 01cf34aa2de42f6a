using System.Text.RegularExpressions;
using Baton.Testing;

namespace Baton.Tests.Models.Configuration;

public sealed partial class DocumentTests
{
    [Fact]
    public void Every_configuration_of_the_document_is_valid()
    {
        var blocks = Block().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "configuration.md"))).Select(m => m.Groups["text"].Value).ToArray();

        blocks.Length.ShouldBeGreaterThan(2);
        foreach (var block in blocks)
        {
            Reading.Errors(block).ShouldBeEmpty(block);
        }
    }

    [GeneratedRegex("```yaml\n(?<text>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
