using Microsoft.Extensions.AI;

namespace Baton.Tests.Providers.Simulated;

public sealed class SimulatedAnswerTests
{
    [Theory]
    [InlineData("What is 17*23?", "17*23 = 391")]
    [InlineData("what's 2 + 3 * (4 - 1)", "2 + 3 * (4 - 1) = 11")]
    [InlineData("Calculate 10 divided by 4.", "10 / 4 = 2.5")]
    [InlineData("How much is 15% of 80?", "15 / 100 * 80 = 12")]
    [InlineData("What is 7 x 6?", "7 x 6 = 42")]
    [InlineData("12-5", "12-5 = 7")]
    [InlineData("What is 1/0?", "1/0 has no value: it divides by zero.")]
    public async Task Sums_are_done_right(string prompt, string answer) => (await SimulatedModels.Good.SayAsync(prompt)).ShouldBe(answer);

    [Theory]
    [InlineData("Tell me about version 10.0.14 of it")]
    [InlineData("The meeting of 2024-01-02 was long")]
    public async Task Numbers_alone_are_no_sum(string prompt) => (await SimulatedModels.Good.SayAsync(prompt)).ShouldNotContain(" = ");

    [Theory]
    [InlineData("Reply with exactly \"PONG\"", "PONG")]
    [InlineData("Please say only the word hello.", "hello")]
    [InlineData("Respond with exactly: `a b c`", "a b c")]
    public async Task What_it_is_told_to_say_it_says(string prompt, string answer) => (await SimulatedModels.Good.SayAsync(prompt)).ShouldBe(answer);

    [Theory]
    [InlineData("Explain how photosynthesis turns sunlight into sugar", "photosynthesis", "sunlight")]
    [InlineData("What causes volcanoes to erupt?", "volcanoes", "erupt")]
    [InlineData("Write a poem about lighthouses", "lighthouses", "poem")]
    [InlineData("Think step by step about scheduling trains", "scheduling", "trains")]
    public async Task Answers_use_the_words_of_the_prompt(string prompt, params string[] words)
    {
        var answer = await SimulatedModels.Good.SayAsync(prompt);

        foreach (var word in words)
        {
            answer.ShouldContain(word, Case.Insensitive);
        }
    }

    [Theory]
    [InlineData("Write a Python function to sort invoices", "```python\ndef sort_invoices(items):")]
    [InlineData("Write a C# method that merges orders", "```csharp\npublic static IReadOnlyList<T> MergesOrders<T>")]
    [InlineData("JavaScript code for parsing logs", "```javascript\nfunction parsingLogs(items)")]
    public async Task Coding_gets_a_block_of_code(string prompt, string block) => (await SimulatedModels.Good.SayAsync(prompt)).ShouldContain(block);

    [Theory]
    [InlineData("Classify the sentiment as positive, negative or neutral: I love this phone", "positive")]
    [InlineData("Classify as positive/negative/neutral: \"The battery is terrible\"", "negative")]
    [InlineData("Classify this ticket into one of: billing, shipping, other.\n\nMy shipment is late, the shipping took weeks", "shipping")]
    [InlineData("What is the sentiment of: an awful, broken thing", "negative")]
    public async Task Classification_answers_with_one_of_the_labels(string prompt, string label) =>
        (await SimulatedModels.Good.SayAsync(prompt)).ShouldBe(label);

    [Fact]
    public async Task A_summary_is_made_of_the_texts_own_sentences_and_shorter()
    {
        const string text = "Bees pollinate most crops. The weather was mild. Without bees, crops such as almonds and apples would fail. "
            + "A dog barked. Farmers rent hives of bees so that bees reach their crops. Some people like tea.";

        var summary = await SimulatedModels.Good.SayAsync($"Summarize the following text:\n\n{text}");

        summary.ShouldContain("bees");
        summary.ShouldNotContain("dog");
        summary.Length.ShouldBeLessThan(text.Length);
    }

    [Fact]
    public async Task Translations_say_the_language_and_keep_the_text() =>
        (await SimulatedModels.Good.SayAsync("Translate into French: Good morning, friends")).ShouldBe("[French] Good morning, friends");

    [Theory]
    [InlineData("What is 17*23?")]
    [InlineData("Explain how photosynthesis turns sunlight into sugar")]
    [InlineData("Write a Python function to sort invoices")]
    [InlineData("Classify the sentiment as positive, negative or neutral: I love this phone")]
    [InlineData("Translate into French: Good morning, friends")]
    public async Task Weak_answers_differ_from_good_ones_and_are_visibly_weak(string prompt)
    {
        var weak = await SimulatedModels.Weak.SayAsync(prompt);
        var good = await SimulatedModels.Good.SayAsync(prompt);

        weak.ShouldNotBe(good);
        weak.ShouldMatch("not sure|probably|maybe|could|about|TODO|cannot tell", prompt);
    }

    [Fact]
    public async Task The_system_prompt_counts_and_is_kept_in_mind()
    {
        ChatMessage[] alone = [new(ChatRole.User, "Compare ferries with bridges")];
        ChatMessage[] told = [new(ChatRole.System, "Care about islanders first"), .. alone];

        var without = await SimulatedModels.Good.GetResponseAsync(alone);
        var with = await SimulatedModels.Good.GetResponseAsync(told);

        with.Text.ShouldContain("islanders");
        with.Usage!.InputTokenCount!.Value.ShouldBeGreaterThan(without.Usage!.InputTokenCount!.Value);
        (await SimulatedModels.Good.GetResponseAsync(alone, new ChatOptions { Instructions = "Care about islanders first" })).Text.ShouldContain("islanders");
    }

    [Fact]
    public async Task Images_are_seen()
    {
        var response = await SimulatedModels.Good.GetResponseAsync(
            [new(ChatRole.User, [new TextContent("What is on this picture?"), new DataContent(new byte[] { 1, 2 }, "image/png")])]);

        response.Text.ShouldStartWith("One image came with it.");
    }
}
