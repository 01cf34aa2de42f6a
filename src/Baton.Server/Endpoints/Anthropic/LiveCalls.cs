using System.Text;
using Baton.Providers.OpenAI.Streaming;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>
/// Tool calls whose arguments are passed on as they come. Blocks of this wire stand one after another, while pieces of
/// several calls may come mixed: one call is live, the others wait until its arguments are whole.
/// </summary>
/// <param name="begin">Begins a call: its id and its name.</param>
/// <param name="go">Passes a piece of its arguments on.</param>
/// <param name="end">Ends it.</param>
internal sealed class LiveCalls(Action<string, string> begin, Action<string> go, Action end)
{
    private readonly SortedDictionary<int, LiveCall> _calls = [];
    private LiveCall? _live;

    /// <summary>Takes a piece.</summary>
    public void Add(CallPiece piece)
    {
        if (!_calls.TryGetValue(piece.Index, out var call))
        {
            _calls[piece.Index] = call = new LiveCall(piece.Id ?? "", piece.Name ?? "");
        }

        call.Arguments.Append(piece.Arguments);
        if (call == _live)
        {
            go(piece.Arguments);
        }
        else if (!call.Done && TryEnd())
        {
            _live = call;
            begin(call.Id, call.Name);
            go(call.Arguments.ToString());
        }
    }

    /// <summary>Ends the live call where its arguments are whole.</summary>
    /// <returns>Whether no call is live, so that something else may be said.</returns>
    public bool TryEnd()
    {
        if (_live is not null && MessageWriter.IsObject(_live.Arguments.ToString()))
        {
            End();
        }

        return _live is null;
    }

    /// <summary>Takes a call that is over.</summary>
    /// <returns>Whether it has been said; else it is to be said whole.</returns>
    public bool Take(FunctionCallContent whole)
    {
        var call = _calls.Values.FirstOrDefault(c => c.Id == whole.CallId && !c.Taken);
        if (call is not null)
        {
            call.Taken = true;
        }

        if (_live is not null && (call is null || call == _live || !call.Done))
        {
            End(); // Nothing more comes of it.
        }

        return call is { Done: true };
    }

    private void End()
    {
        _live!.Done = true;
        _live = null;
        end();
    }

    private sealed class LiveCall(string id, string name)
    {
        public string Id => id;

        public string Name => name;

        public StringBuilder Arguments { get; } = new();

        public bool Done { get; set; }

        public bool Taken { get; set; }
    }
}
