using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.Streaming;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>
/// Makes items of what an answer delivers, in its order (WIRE 47). What is said and thought is closed by what belongs to
/// another item; calls that come in pieces may be open side by side. A stream tells every step.
/// </summary>
/// <param name="events">Told of every step; <c>null</c> for an answer that comes whole.</param>
internal sealed class OutputAssembler(ItemEvents? events)
{
    private readonly List<OutputItem> _items = [];
    private readonly Dictionary<int, (FunctionCallItem Item, int Place)> _calls = [];
    private OutputItem? _open;

    /// <summary>The items so far.</summary>
    public IReadOnlyList<OutputItem> Items => _items;

    /// <summary>Takes what came next.</summary>
    public void Add(AIContent content)
    {
        switch (content)
        {
            case TextContent { Text.Length: > 0 } text:
                Say(text.Text, refusal: false);
                break;
            case ErrorContent { Message.Length: > 0 } refused:
                Say(refused.Message, refusal: true);
                break;
            case TextReasoningContent thought when thought.Text.Length > 0 || !string.IsNullOrEmpty(thought.ProtectedData):
                Think(thought);
                break;
            case FunctionCallContent call:
                Call(call);
                break;
            default:
                break; // Usage, and kinds of output that this API has no item for.
        }
    }

    /// <summary>Takes a piece of a call, which comes whole later on.</summary>
    public void Add(CallPiece piece)
    {
        if (!_calls.TryGetValue(piece.Index, out var call))
        {
            call = (Open(new FunctionCallItem(piece.Id ?? "", piece.Name ?? "")), _items.Count - 1);
            _open = null;
            _calls[piece.Index] = call;
        }

        Continue(call.Item, call.Place, piece.Arguments);
    }

    /// <summary>Ends the answer.</summary>
    /// <param name="cut">Whether it was cut at a bound, so that its last item is not whole.</param>
    public void End(bool cut)
    {
        if (_items.Count == 0 && !cut)
        {
            Say("", refusal: false); // A program that looks for the message finds one, as on the chat wire.
        }

        Close(cut ? "incomplete" : "completed");
        foreach (var (item, place) in _calls.Values)
        {
            item.Status = cut ? "incomplete" : "completed";
            events?.ItemEnds(item, place);
        }
    }

    /// <summary>Ends an answer that broke: nobody is told, and what was open is not whole.</summary>
    public void Break()
    {
        foreach (var item in _items.Where(item => item.Status == "in_progress"))
        {
            item.Status = "incomplete";
        }
    }

    private void Say(string text, bool refusal)
    {
        var message = _open as MessageItem ?? Open(new MessageItem());
        if (message.Parts.Count == 0 || message.Parts[^1].Refusal != refusal)
        {
            events?.PartEnds(message, _items.Count - 1);
            message.Parts.Add(new MessagePart(refusal));
            events?.PartBegins(message, _items.Count - 1);
        }

        if (text.Length > 0)
        {
            message.Parts[^1].Text.Append(text);
            events?.Text(message, _items.Count - 1, text);
        }
    }

    private void Think(TextReasoningContent thought)
    {
        var item = _open as ReasoningItem ?? Open(new ReasoningItem());
        if (thought.Text.Length > 0)
        {
            if (item.Summary.Length == 0)
            {
                events?.SummaryBegins(item, _items.Count - 1);
            }

            item.Summary.Append(thought.Text);
            events?.Summary(item, _items.Count - 1, thought.Text);
        }

        if (CarriedThought.Write(thought) is { } carried)
        {
            item.Encrypted = carried;
            Close("completed"); // The seal stands at a thought's end, and what follows is another thought.
        }
    }

    private void Call(FunctionCallContent content)
    {
        var arguments = ChatMessageWriter.ArgumentsText(content);
        foreach (var (index, (item, place)) in _calls)
        {
            if (item.CallId == content.CallId)
            {
                Continue(item, place, item.Arguments.Length == 0 ? arguments : "");
                item.Status = "completed";
                events?.ItemEnds(item, place);
                _calls.Remove(index);
                return;
            }
        }

        var id = string.IsNullOrEmpty(content.CallId) ? $"call_{Guid.NewGuid():N}" : content.CallId;
        var whole = Open(new FunctionCallItem(id, content.Name));
        Continue(whole, _items.Count - 1, arguments);
        Close("completed");
    }

    private void Continue(FunctionCallItem call, int place, string arguments)
    {
        if (arguments.Length > 0)
        {
            call.Arguments.Append(arguments);
            events?.Arguments(call, place, arguments);
        }
    }

    private T Open<T>(T item)
        where T : OutputItem
    {
        Close("completed");
        _open = item;
        _items.Add(item);
        events?.ItemBegins(item, _items.Count - 1);
        return item;
    }

    private void Close(string status)
    {
        if (_open is { } item)
        {
            item.Status = status;
            events?.ItemEnds(item, _items.Count - 1);
            _open = null;
        }
    }
}
