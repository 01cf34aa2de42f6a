using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>One turn of the API's dialogue.</summary>
/// <param name="FromUser">Whether the user speaks, tool results included; else the assistant.</param>
/// <param name="Contents">What is said; at least one item.</param>
internal sealed record Turn(bool FromUser, List<AIContent> Contents);

/// <summary>
/// A conversation in the shape that the API takes: the system's words apart, and turns that alternate, begin with the
/// user's and hold nothing empty.
/// </summary>
/// <param name="System">Parts of the system prompt, in order.</param>
/// <param name="Turns">The turns; at least one.</param>
internal sealed record Dialogue(List<TextContent> System, List<Turn> Turns)
{
    /// <summary>Said where the API demands that the user begins, and the conversation has no word of his.</summary>
    internal const string Opening = "(The conversation begins.)";

    private static readonly ChatRole Developer = new("developer");

    /// <summary>Brings messages into shape.</summary>
    /// <param name="messages">The messages, in any order of roles.</param>
    /// <param name="instructions">Words of the system that stand apart from the messages.</param>
    /// <param name="model">The model asked, to tell its own thoughts from others'.</param>
    /// <returns>The dialogue.</returns>
    public static Dialogue Of(IEnumerable<ChatMessage> messages, string? instructions, string model)
    {
        var dialogue = new Dialogue([], []);
        if (!string.IsNullOrWhiteSpace(instructions))
        {
            dialogue.System.Add(new TextContent(instructions));
        }

        foreach (var message in messages)
        {
            dialogue.Take(message, model);
        }

        dialogue.EndTurn();
        dialogue.Complete();
        return dialogue;
    }

    private void Take(ChatMessage message, string model)
    {
        var system = message.Role == ChatRole.System || message.Role == Developer;
        foreach (var content in message.Contents)
        {
            if (IsEmpty(content) || content is TextReasoningContent thought && !Thoughts.MayGoBack(thought, model))
            {
                continue;
            }

            if (system)
            {
                if (content is TextContent text)
                {
                    System.Add(text);
                }

                continue;
            }

            Add(IsUsers(content, message.Role), content);
        }
    }

    /// <summary>A result belongs to the user's turn and a call to the assistant's, in whatever message they stand.</summary>
    private static bool IsUsers(AIContent content, ChatRole role) => content switch
    {
        FunctionResultContent => true,
        FunctionCallContent or TextReasoningContent => false,
        _ => role != ChatRole.Assistant,
    };

    private static bool IsEmpty(AIContent content) => content switch
    {
        TextContent text => string.IsNullOrWhiteSpace(text.Text),
        ErrorContent error => string.IsNullOrWhiteSpace(error.Message),
        FunctionCallContent or FunctionResultContent or TextReasoningContent => false,
        DataContent or UriContent or HostedFileContent => false,
        _ => !WireBlocks.IsAll(content), // Usage and other things that are no part of what was said.
    };

    private void Add(bool fromUser, AIContent content)
    {
        if (Turns.Count == 0 || Turns[^1].FromUser != fromUser)
        {
            EndTurn();
        }

        if (Turns.Count == 0 || Turns[^1].FromUser != fromUser)
        {
            Turns.Add(new Turn(fromUser, []));
        }

        Turns[^1].Contents.Add(content);
    }

    /// <summary>Mends a turn that is over: an assistant's must not end in thought, and results come first in a user's.</summary>
    private void EndTurn()
    {
        if (Turns.Count == 0)
        {
            return;
        }

        var contents = Turns[^1].Contents;
        if (Turns[^1].FromUser)
        {
            var results = contents.FindAll(c => c is FunctionResultContent);
            contents.RemoveAll(c => c is FunctionResultContent);
            contents.InsertRange(0, results);
            return;
        }

        while (contents.Count > 0 && contents[^1] is TextReasoningContent)
        {
            contents.RemoveAt(contents.Count - 1);
        }

        if (contents.Count == 0)
        {
            Turns.RemoveAt(Turns.Count - 1);
        }
    }

    private void Complete()
    {
        if (Turns.Count == 0 && System.Count > 0)
        {
            // The API wants a turn: what was said to the system is all that there is to answer.
            Turns.Add(new Turn(FromUser: true, [.. System]));
            System.Clear();
        }
        else if (Turns.Count == 0 || !Turns[0].FromUser)
        {
            Turns.Insert(0, new Turn(FromUser: true, [new TextContent(Opening)]));
        }

        if (Turns[^1] is { FromUser: false, Contents: [.., TextContent last] rest })
        {
            // The API refuses to go on from trailing white space. The caller's content stays as it is.
            rest[^1] = new TextContent(last.Text.TrimEnd())
            {
                RawRepresentation = last.RawRepresentation,
                AdditionalProperties = last.AdditionalProperties,
            };
        }
    }
}
