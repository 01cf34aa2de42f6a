using System.Runtime.CompilerServices;
using Baton.Models;

namespace Baton.Routing.Analysis;

/// <summary>One figure for each task type, without an array on the heap.</summary>
[InlineArray(8)]
internal struct TypeScores
{
    private float _first;
}

/// <summary>What a walk over a text found.</summary>
internal struct TextSignals
{
    /// <summary>How much speaks for each task type.</summary>
    public TypeScores Scores;

    /// <summary>The type of the first telling word of the beginning: what comes after it is often only what the task is about.</summary>
    public TaskType? Lead;

    /// <summary>Signs of source text: fences, operators, identifiers.</summary>
    public float Code;

    /// <summary>Signs of formulas.</summary>
    public float Formula;

    public int Numbers;
    public int HardWords;
    public int EasyWords;
    public int Parts;
    public int Words;
    public bool Haste;
    public bool WantsShort;
    public bool WantsLong;
    public bool NamesLanguage;

    /// <summary>Where the last human language was named.</summary>
    public int LanguageAt;

    /// <summary>Sentences that ended before the last.</summary>
    public int Sentences;

    /// <summary>Begins with <c>if</c>.</summary>
    public bool Supposes;

    /// <summary>Begins with a word that asks: <c>what</c>.</summary>
    public bool Asks;

    /// <summary>Has a word that asks anywhere: <c>for which film</c>.</summary>
    public bool AsksWithin;

    /// <summary>Ends with a question mark.</summary>
    public bool EndsAsking;

    /// <summary>Tokens of answer that the text itself names: <c>200 words</c>; 0: none.</summary>
    public int NamedTokens;

    public void Add(TaskType type, float weight) => Scores[(int)type] += weight;
}
