using Baton.Models;
using Baton.Routing;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Routing;

public sealed class TaskAnalyzerTests
{
    private static readonly TaskAnalyzer Analyzer = new();

    [Theory]
    [InlineData("The classic car was shown at the museum")]
    [InlineData("We met at the scripture reading")]
    [InlineData("They are poemless and storytellers by trade")]
    public void A_word_within_a_word_says_nothing(string text) => Of(text).Type.ShouldBe(TaskType.General);

    [Fact]
    public void The_case_of_letters_does_not_matter() =>
        Of("TRANSLATE THIS INTO FRENCH: GOOD MORNING").Type.ShouldBe(TaskType.Translation);

    [Theory]
    [InlineData("Write a poem about debugging code", TaskType.Creative)]
    [InlineData("Write a Python script that translates text to French", TaskType.Coding)]
    [InlineData("Summarize this code for me", TaskType.Summarization)]
    [InlineData("Write a function that classifies emails as spam", TaskType.Coding)]
    public void What_is_asked_for_first_counts_over_what_it_is_about(string text, TaskType type) => Of(text).Type.ShouldBe(type);

    [Fact]
    public void The_instruction_at_the_end_of_a_long_text_counts()
    {
        var article = string.Concat(Enumerable.Repeat("The committee discussed the new bridge and the costs of its lights. ", 40));

        Of(article + "\n\nSummarize the text above in three sentences.").Type.ShouldBe(TaskType.Summarization);
        Of("Translate the following into German:\n\n" + article).Type.ShouldBe(TaskType.Translation);
    }

    [Theory]
    [InlineData("Answer briefly: what is DNS?", true)]
    [InlineData("I need this ASAP, when does the shop open?", true)]
    [InlineData("Implement quick sort in Python", false)]
    [InlineData("How quickly does light travel?", false)]
    [InlineData("Classify the ticket as urgent or not: the printer is out of paper", false)]
    [InlineData("What is DNS?", false)]
    public void Haste_is_what_the_request_asks_for_not_what_it_is_about(string text, bool haste) =>
        Of(text).RequiresSpeed.ShouldBe(haste);

    [Fact]
    public void Needs_follow_from_the_request_never_from_the_text()
    {
        Of("Describe the image as JSON and call the weather tool").Requires.ShouldBeEmpty();
        Analyzer.Analyze(new TaskInput { Text = "hi", HasTools = true, WantsSchema = true, HasImages = true }).Requires
            .ShouldBe([Capabilities.Tools, Capabilities.JsonSchema, Capabilities.Vision]);
    }

    [Fact]
    public void A_hard_task_is_more_complex_than_a_simple_one()
    {
        var simple = Of("Write a simple hello world program in Python").Complexity;
        var usual = Of("Write a function that parses a date").Complexity;
        var hard = Of(
            "Design and implement a distributed, fault-tolerant job queue in C#. It must be secure, handle concurrency and "
            + "optimize throughput. Also include tests and justify the trade-offs.").Complexity;

        simple.ShouldBeLessThan(usual);
        usual.ShouldBeLessThan(0.6);
        hard.ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void More_to_read_is_harder() =>
        Analyzer.Analyze(new TaskInput { Text = "Summarize this", InputTokens = 20_000 }).Complexity
            .ShouldBeGreaterThan(Analyzer.Analyze(new TaskInput { Text = "Summarize this", InputTokens = 50 }).Complexity);

    [Theory]
    [InlineData("Write an essay of 500 words about rivers", 710)]
    [InlineData("Describe Rome in 3 sentences", 85)]
    [InlineData("Write 2 paragraphs about bees", 250)]
    [InlineData("Schreibe eine Geschichte mit 100 Wörtern", 150)]
    public void A_length_that_the_text_names_is_expected(string text, int tokens) => Of(text).OutputTokens.ShouldBe(tokens);

    [Fact]
    public void Without_one_the_type_says_how_long_an_answer_is()
    {
        Of("Classify this review: great!").OutputTokens.ShouldBe(16);
        Analyzer.Analyze(new TaskInput { Text = "Translate to German: …", InputTokens = 1_000 }).OutputTokens.ShouldBe(1_100);
        Of("Implement a JSON parser in C").OutputTokens.ShouldBeInRange(400, 1_500);
    }

    [Fact]
    public void The_callers_bound_holds() =>
        Analyzer.Analyze(new TaskInput { Text = "Write a 5000 word story", MaxOutputTokens = 64 }).OutputTokens.ShouldBe(64);

    [Fact]
    public void Nothing_is_a_general_task() => Of("").ShouldBe(new TaskAnalysis(TaskType.General, 0.15, [], 0, 175));

    [Fact]
    public void An_analysis_costs_its_result_and_nothing_else()
    {
        var text = string.Concat(Enumerable.Repeat("Write a `quick` summary of step 12 into French, c# or 翻译 NullReferenceException? ", 50));
        Of(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Of(text);
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100).ShouldBeLessThanOrEqualTo(64);
    }

    [Fact]
    public void Any_text_has_an_analysis_within_its_bounds() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<int>(), (text, tokens) =>
        {
            var found = Analyzer.Analyze(new TaskInput { Text = text, InputTokens = tokens, MaxOutputTokens = tokens });
            found.Complexity.ShouldBeInRange(0, 1);
            found.OutputTokens.ShouldBeInRange(0, Math.Max(0, tokens));
            found.InputTokens.ShouldBeGreaterThanOrEqualTo(0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_row_of_signs_has_an_analysis()
    {
        var pieces = Gen.Elements("`", "```", "\\", "_", "=", "(", ")", "1", "2.", "\n", "- ", ":", "or", ",", "c", "#", "翻", "译", "ß", "?", "into", "French");
        Prop.ForAll(pieces.ListOf().Select(string.Concat).ToArbitrary(), text => Of(text).Complexity.ShouldBeInRange(0, 1)).QuickCheckThrowOnFailure();
    }

    private static TaskAnalysis Of(string text) => Analyzer.Analyze(new TaskInput { Text = text });
}
