using Baton.Testing;

namespace Baton.Tests.Testing;

public sealed class ModelGrammarTests
{
    private static Reply Read(string model) => ModelGrammar.TryParse(model, out var reply) ? reply : throw new ArgumentException($"'{model}' is no fake model.", nameof(model));

    [Fact]
    public void A_plain_name_is_a_healthy_model() => Read("fake").ShouldBe(Reply.Healthy);

    [Theory]
    [InlineData("fake.one")]
    [InlineData("fake:8b")]
    [InlineData("fake-a")]
    public void A_label_changes_nothing(string model) => Read(model).ShouldBe(Reply.Healthy);

    [Fact]
    public void Words_add_up()
    {
        var reply = Read("fake-tools-2-index-missing-slow-first-500ms-cut-after-3-times-1");

        reply.ToolCalls.Count.ShouldBe(2);
        reply.Quirks.ShouldBe(Quirks.ToolIndexMissing);
        reply.FirstDelay.ShouldBe(TimeSpan.FromMilliseconds(500));
        (reply.CutAfter, reply.Cut).ShouldBe((3, CutKind.Close));
        reply.Times.ShouldBe(1);
    }

    [Fact]
    public void The_longest_word_wins()
    {
        Read("fake-error-after-2").ErrorAfter.ShouldBe(2);
        Read("fake-error").ErrorAfter.ShouldBe(0);
        Read("fake-hang").HangAfter.ShouldBe(-1);
        Read("fake-usage-no-choices").Quirks.ShouldBe(Quirks.UsageWithoutChoices);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("fake-bogus")]
    [InlineData("fake-status-abc")]
    [InlineData("fake-status-200")]
    [InlineData("fake-cut-after")]
    [InlineData("fake-delay-fast")]
    [InlineData("fakes")]
    public void A_name_that_says_nothing_is_no_model(string model) => ModelGrammar.TryParse(model, out _).ShouldBeFalse();
}
