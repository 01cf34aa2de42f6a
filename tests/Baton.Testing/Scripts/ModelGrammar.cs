using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Baton.Testing;

/// <summary>Reads a reply out of a model's name: <c>fake</c>, then any of the <see cref="Vocabulary"/>'s words, joined by hyphens.</summary>
/// <remarks>What follows the first <c>.</c> or <c>:</c> is a label without a meaning, so that one behaviour can have many names.</remarks>
public static class ModelGrammar
{
    private static readonly ConcurrentDictionary<string, Reply?> _known = new(StringComparer.Ordinal);

    /// <summary>Finds the reply that a name stands for; false where the name is no such name.</summary>
    public static bool TryParse(string model, [NotNullWhen(true)] out Reply? reply)
    {
        if (!_known.TryGetValue(model, out reply))
        {
            reply = Parse(model);
            // Names come from outside: a client that makes them up must not fill the memory.
            if (_known.Count < 10_000)
                _known[model] = reply;
        }

        return reply is not null;
    }

    private static Reply? Parse(string model)
    {
        var label = model.AsSpan().IndexOfAny('.', ':');
        var words = (label < 0 ? model : model[..label]).Split('-');
        if (words[0] is not "fake")
            return null;

        var reply = Reply.Healthy;
        for (var at = 1; at < words.Length;)
        {
            if (!Vocabulary.TryRead(words, at, reply, out var length, out var next))
                return null;
            reply = next;
            at += length;
        }

        return reply;
    }
}
