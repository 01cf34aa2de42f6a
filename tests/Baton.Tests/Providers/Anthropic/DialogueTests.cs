using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using static Baton.Tests.Providers.Anthropic.Messages;

namespace Baton.Tests.Providers.Anthropic;

/// <summary>A conversation of any shape becomes one that the API takes.</summary>
public sealed class DialogueTests
{
    [Fact]
    public void Wire30_System_and_developer_messages_are_merged_wherever_they_stand()
    {
        var request = Request(
            new ChatOptions { Instructions = "Be kind." },
            new ChatMessage(ChatRole.System, "Be brief."), User("Hi"), new ChatMessage(new ChatRole("developer"), "Be exact."));

        request.GetProperty("system").GetString().ShouldBe("Be kind.\n\nBe brief.\n\nBe exact.");
        request.Turns().ShouldBe(["user: 'Hi'"]);
    }

    [Fact]
    public void Neighbours_of_one_role_become_one_turn()
    {
        Request(User("a"), User("b"), Assistant("c"), Assistant("d"), User("e")).Turns()
            .ShouldBe(["user: 'a' 'b'", "assistant: 'c' 'd'", "user: 'e'"]);
    }

    [Fact]
    public void Results_come_first_in_the_users_turn_after_their_calls()
    {
        Request(User("go"), Assistant(Call("1"), Call("2")), User("and?"), Result("1", "x"), Result("2", "y")).Turns()
            .ShouldBe(["user: 'go'", "assistant: call(1) call(2)", "user: result(1) result(2) 'and?'"]);
    }

    [Fact]
    public void Empty_texts_are_left_out_and_the_last_words_are_trimmed()
    {
        var last = new TextContent("The answer is  ");

        Request(User("a"), Assistant(""), User(" \n"), User("b"), Assistant(new TextContent(""), last)).Turns()
            .ShouldBe(["user: 'a' 'b'", "assistant: 'The answer is'"]);
        last.Text.ShouldBe("The answer is  ", "the caller's history is not ours to change");
    }

    [Fact]
    public void A_conversation_without_a_user_gets_one()
    {
        Request(Assistant("Hello!"), User("Hi")).Turns().ShouldBe(["user: '(The conversation begins.)'", "assistant: 'Hello!'", "user: 'Hi'"]);
        Request().Turns().ShouldBe(["user: '(The conversation begins.)'"]);

        var systemAlone = Request(new ChatMessage(ChatRole.System, "Say hello."));
        systemAlone.Turns().ShouldBe(["user: 'Say hello.'"]);
        systemAlone.Has("system").ShouldBeFalse();
    }

    [Fact]
    public void Wire22_Foreign_ids_are_remapped_call_and_result_alike()
    {
        Request(User("go"), Assistant(Call("functions.f:0"), Call("functions/f:0")), Result("functions/f:0", "2"), Result("functions.f:0", "1")).Turns()
            .ShouldBe(["user: 'go'", "assistant: call(functions_f_0) call(functions_f_0_2)", "user: result(functions_f_0_2) result(functions_f_0)"]);
    }

    [Fact]
    public void Wire22_An_id_that_is_used_in_every_turn_stays_a_pair_in_each()
    {
        Request(User("go"), Assistant(Call("call_0")), Result("call_0", "a"), Assistant(Call("call_0")), Result("call_0", "b")).Turns()
            .ShouldBe(["user: 'go'", "assistant: call(call_0)", "user: result(call_0)", "assistant: call(call_0_2)", "user: result(call_0_2)"]);
    }

    [Fact]
    public void Any_conversation_becomes_a_valid_one()
    {
        var content = Gen.OneOf(
            Gen.Elements("", " ", "word", "word \n").Select(text => (AIContent)new TextContent(text)),
            Gen.Elements("", "a", "a.b", "a_b", "é").Select(id => (AIContent)Call(id)),
            Gen.Elements("", "a", "a.b", "a_b").Select(id => (AIContent)new FunctionResultContent(id, "r")),
            Gen.Elements<string?>(null, "signed").Select(s => (AIContent)new TextReasoningContent("hm") { ProtectedData = s }));
        var role = Gen.Elements(ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool);
        var message = from r in role from contents in content.ListOf() select new ChatMessage(r, [.. contents]);

        Prop.ForAll(message.ListOf().ToArbitrary(), messages =>
        {
            var request = Request([.. messages]);
            var turns = request.GetProperty("messages").EnumerateArray().ToList();
            turns.Select((turn, index) => turn.GetProperty("role").GetString() == (index % 2 == 0 ? "user" : "assistant")).ShouldAllBe(alternates => alternates);

            var blocks = turns.SelectMany(turn => turn.GetProperty("content").EnumerateArray()).ToList();
            turns.ShouldAllBe(turn => turn.GetProperty("content").GetArrayLength() > 0);
            blocks.Where(b => b.TryGetProperty("text", out _)).ShouldAllBe(b => b.GetProperty("text").GetString()!.Trim().Length > 0);
            var ids = blocks.Where(b => b.TryGetProperty("id", out _)).Select(b => b.GetProperty("id").GetString()!).ToList();
            ids.ShouldBeUnique();
            ids.ShouldAllBe(id => id.Length > 0 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '-'));
        }).QuickCheckThrowOnFailure();
    }
}
