using System.Buffers;
using System.Globalization;

namespace Baton.Providers.Anthropic;

/// <summary>
/// Ids of tool calls as the API takes them (WIRE 22): of letters, digits, <c>_</c> and <c>-</c>, each used once. Histories
/// come from other vendors, some of whose models call every call <c>call_0</c>; a call and its result stay a pair.
/// </summary>
internal sealed class ToolCallIds
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Given> _given = new(StringComparer.Ordinal);

    /// <summary>The id to send for a call.</summary>
    /// <param name="id">Its id in the history.</param>
    /// <returns>An id that no earlier call has.</returns>
    public string ForCall(string id)
    {
        var free = Free(id);
        if (!_given.TryGetValue(id, out var given))
        {
            _given[id] = given = new Given();
        }

        given.Last = free;
        given.Open.Enqueue(free);
        return free;
    }

    /// <summary>The id to send for a result: its call's, the oldest one's that has none yet where several share an id.</summary>
    /// <param name="id">Its call's id in the history.</param>
    /// <returns>The id; for a result without a call one that nothing else has.</returns>
    public string ForResult(string id) =>
        !_given.TryGetValue(id, out var given) ? ForCall(id)
        : given.Open.TryDequeue(out var open) ? open
        : given.Last;

    private string Free(string id)
    {
        var clean = Clean(id);
        var free = clean;
        for (var n = 2; !_taken.Add(free); n++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{clean}_{n}");
        }

        return free;
    }

    private static string Clean(string id)
    {
        if (id.Length == 0)
        {
            return "call";
        }

        return id.AsSpan().ContainsAnyExcept(Allowed)
            ? string.Create(id.Length, id, static (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = Allowed.Contains(from[i]) ? from[i] : '_';
                }
            })
            : id;
    }

    private sealed class Given
    {
        public Queue<string> Open { get; } = new();

        public string Last { get; set; } = "";
    }
}
