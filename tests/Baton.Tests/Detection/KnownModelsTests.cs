using Baton.Detection;
using Baton.Models;

namespace Baton.Tests.Detection;

public sealed class KnownModelsTests
{
    [Fact]
    public void Every_card_is_of_a_vendor_and_makes_sense()
    {
        KnownModels.All.Count.ShouldBeInRange(20, 40);
        KnownModels.All.Select(k => k.Card.Id).ShouldBeUnique();
        KnownModels.All.ShouldAllBe(k => Vendor.All.Any(v => v.Name == k.Vendor));
        KnownModels.All.ShouldAllBe(k => k.Card.Quality > 0 && k.Card.Quality < 1 && k.Card.Locality == Locality.Cloud);
        KnownModels.All.ShouldAllBe(k => k.Card.MaxOutputTokens == null || k.Card.MaxOutputTokens <= k.Card.ContextWindow);
        KnownModels.All.ShouldAllBe(k => k.Card.Price == null || (k.Card.Price.Input > 0 && k.Card.Price.Output >= k.Card.Price.Input));
        KnownModels.All.SelectMany(k => k.Card.Capabilities!.Value).ShouldAllBe(c => Capabilities.All.Contains(c));
    }

    [Fact]
    public void No_two_cards_answer_to_one_id() =>
        KnownModels.All.ShouldAllBe(k => KnownModels.All.Count(other => other.IsCalled(k.Card.Id)) == 1);

    [Theory]
    [InlineData("gpt-4o", "gpt-4o", true)]
    [InlineData("gpt-4o", "gpt-4o-2024-08-06", true)]
    [InlineData("gpt-4o", "gpt-4o-mini", false)]
    [InlineData("claude-opus-5", "claude-opus-5-5", false)]
    [InlineData("claude-opus-5-5", "claude-opus-5.5", true)]
    [InlineData("claude-haiku-4-5", "claude-haiku-4-5@20251001", true)]
    [InlineData("grok-4.3", "grok-4.3-latest", true)]
    public void A_snapshot_is_told_from_another_model(string id, string name, bool same) =>
        KnownModels.All.Single(k => k.Card.Id == id).IsCalled(name).ShouldBe(same);

    [Theory]
    [InlineData("text-embedding-3-small")]
    [InlineData("whisper-1")]
    [InlineData("gpt-4o-audio-preview")]
    [InlineData("dall-e-3")]
    [InlineData("BAAI/bge-large-en")]
    public void What_does_not_chat_is_told_by_its_name(string name) => NoChat.Is(name).ShouldBeTrue();

    [Fact]
    public void What_chats_is_not() => KnownModels.All.ShouldAllBe(k => !NoChat.Is(k.Card.Id));
}
