using System.Numerics;

namespace Baton.Routing.Analysis;

/// <summary>
/// Words by a hash that the walk computes while it reads: open addressing, at most a quarter full, so that a word that is not in
/// it costs a look at one slot. Every word of every request is looked up, and a general dictionary would hash each again.
/// </summary>
internal sealed class WordTable
{
    private const uint Base = 31;
    private readonly string?[] _words;
    private readonly uint[] _hashes;
    private readonly WordSense[] _senses;
    private readonly int _shift;

    public WordTable(IEnumerable<(string Word, WordSense Sense)> entries)
    {
        var merged = Merge(entries);
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(merged.Count * 4));
        _shift = 32 - BitOperations.Log2((uint)size);
        (_words, _hashes, _senses) = (new string?[size], new uint[size], new WordSense[size]);
        foreach (var (word, sense) in merged)
        {
            var hash = Hash(word);
            var slot = Slot(hash);
            while (_words[slot] is not null)
            {
                slot = (slot + 1) & (size - 1);
            }

            (_words[slot], _hashes[slot], _senses[slot]) = (word, hash, sense);
        }
    }

    /// <summary>A hash with one more character; upper and lower case give the same.</summary>
    public static uint Next(uint hash, char c) => (hash * Base) + (c < 128 ? c | 0x20u : char.ToLowerInvariant(c));

    /// <summary>The hash of two texts put together, from theirs.</summary>
    public static uint Join(uint first, uint second, int lengthOfSecond)
    {
        for (var i = 0; i < lengthOfSecond; i++)
        {
            first *= Base;
        }

        return first + second;
    }

    /// <summary>Looks a word up.</summary>
    /// <param name="word">The word, in any case.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="sense">What it says.</param>
    /// <returns>Whether it is in the table.</returns>
    public bool TryGet(ReadOnlySpan<char> word, uint hash, out WordSense sense)
    {
        for (var slot = Slot(hash); _words[slot] is { } there; slot = (slot + 1) & (_words.Length - 1))
        {
            if (_hashes[slot] == hash && word.Equals(there, StringComparison.OrdinalIgnoreCase))
            {
                sense = _senses[slot];
                return true;
            }
        }

        sense = default;
        return false;
    }

    private int Slot(uint hash) => (int)((hash * 2_654_435_769u) >> _shift);

    private static uint Hash(string word)
    {
        var hash = 0u;
        foreach (var c in word)
        {
            hash = Next(hash, c);
        }

        return hash;
    }

    /// <summary>Several entries of one word become one: the strongest type, all marks.</summary>
    private static Dictionary<string, WordSense> Merge(IEnumerable<(string Word, WordSense Sense)> entries)
    {
        var words = new Dictionary<string, WordSense>(StringComparer.OrdinalIgnoreCase);
        foreach (var (word, sense) in entries)
        {
            var old = words.GetValueOrDefault(word);
            words[word] = (old.Weight >= sense.Weight ? old : sense) with { Marks = old.Marks | sense.Marks };
        }

        return words;
    }
}
