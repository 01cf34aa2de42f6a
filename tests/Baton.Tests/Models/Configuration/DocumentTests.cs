using System.Text.RegularExpressions;
using Baton.Testing;

namespace Baton.Tests.Models.Configuration;

public sealed partial class DocumentTests
{
    /// <summary>The YAML blocks of a page.</summary>
    public static string[] Blocks(string page) =>
        [.. Block().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "docs", page))).Select(m => m.Groups["text"].Value)];

    [Theory]
    [InlineData("configuration.md", 3)]
    [InlineData("policies.md", 1)]
    [InlineData("storage.md", 1)]
    [InlineData("audit.md", 1)]
    public void Every_configuration_of_the_document_is_valid(string page, int least)
    {
        var blocks = Blocks(page);

        blocks.Length.ShouldBeGreaterThanOrEqualTo(least);
        foreach (var block in blocks)
        {
            Reading.Errors(block).ShouldBeEmpty(block);
        }
    }

    [GeneratedRegex("```yaml\n(?<text>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
