using System.Collections.Concurrent;

namespace Baton.Testing;

/// <summary>Which reply the next request for a model gets: a test's script first, else what its name says.</summary>
internal sealed class ScriptBook
{
    private readonly ConcurrentDictionary<string, Func<ReceivedRequest?, Reply>> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);

    public IEnumerable<string> Models => _scripts.Keys.Where(m => m != "*");

    public bool IsEmpty => _scripts.IsEmpty;

    public void Set(string model, Reply[] replies)
    {
        if (replies.Length == 0)
            throw new ArgumentException("A script needs at least one reply.", nameof(replies));
        var next = -1;
        _scripts[model] = _ => replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)];
        _asked.TryRemove(model, out var _);
    }

    public void Set(string model, Func<ReceivedRequest, Reply> script) => _scripts[model] = r => script(r!);

    public void Clear()
    {
        _scripts.Clear();
        _asked.Clear();
    }

    /// <summary>The reply, and whether a script gave it; null where nobody knows the model.</summary>
    public (Reply Reply, bool IsScripted)? For(string model, ReceivedRequest? request)
    {
        if (!_scripts.IsEmpty && (_scripts.TryGetValue(model, out var script) || _scripts.TryGetValue("*", out script)))
            return (Limited(model, script(request)), true);
        if (!ModelGrammar.TryParse(model, out var named))
            return null;
        // A reply that varies with the count of requests must not be cached under the name.
        return (Limited(model, named), named.Times is not null);
    }

    public bool Knows(string model) => _scripts.ContainsKey(model) || _scripts.ContainsKey("*") || ModelGrammar.TryParse(model, out var _);

    private Reply Limited(string model, Reply reply)
    {
        if (reply.Times is not { } times)
            return reply;
        return _asked.AddOrUpdate(model, 1, (_, n) => n + 1) <= times ? reply : Reply.Healthy;
    }
}
