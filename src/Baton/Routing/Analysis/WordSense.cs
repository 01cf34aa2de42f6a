using Baton.Models;

namespace Baton.Routing.Analysis;

/// <summary>What else a word says beside the task type that it speaks for.</summary>
[Flags]
internal enum WordMarks
{
    None = 0,

    /// <summary>Asks for haste: <c>asap</c>.</summary>
    Haste = 1 << 0,

    /// <summary>Makes the task harder: <c>distributed</c>.</summary>
    Hard = 1 << 1,

    /// <summary>Makes the task easier: <c>simple</c>.</summary>
    Easy = 1 << 2,

    /// <summary>Adds a part or a demand: <c>also</c>, <c>must</c>.</summary>
    Part = 1 << 3,

    /// <summary>Asks: <c>what</c>.</summary>
    Asks = 1 << 4,

    /// <summary>Begins a question that is answered with yes or no: <c>is</c>.</summary>
    Opens = 1 << 5,

    /// <summary>A human language: <c>French</c>.</summary>
    Language = 1 << 6,

    /// <summary>Stands before the language to translate into: <c>into</c>.</summary>
    Toward = 1 << 7,

    /// <summary>Wants little text: <c>briefly</c>.</summary>
    Short = 1 << 8,

    /// <summary>Wants much text: <c>essay</c>.</summary>
    Long = 1 << 9,

    /// <summary>Counts words, after a number.</summary>
    Words = 1 << 10,

    /// <summary>Counts sentences, after a number.</summary>
    Sentences = 1 << 11,

    /// <summary>Counts paragraphs, after a number.</summary>
    Paragraphs = 1 << 12,

    /// <summary>The extension of a source file, where a dot stands before it.</summary>
    Extension = 1 << 14,

    /// <summary>A programming language, also where its name is an everyday word (<c>Go</c>).</summary>
    Programming = 1 << 15,

    /// <summary>A number in letters.</summary>
    Numeral = 1 << 16,

    /// <summary>Supposes something, at the beginning: <c>if</c>.</summary>
    Supposes = 1 << 17,
}

/// <summary>Reads <see cref="WordMarks"/>.</summary>
internal static class WordMarksReading
{
    /// <summary>Whether any of the marks is set.</summary>
    public static bool Has(this WordMarks marks, WordMarks any) => (marks & any) != WordMarks.None;
}

/// <summary>What a word or a phrase of two words says.</summary>
/// <param name="Type">The task type that it speaks for.</param>
/// <param name="Weight">How strongly; 0: not at all.</param>
/// <param name="Marks">What else it says.</param>
internal readonly record struct WordSense(TaskType Type, float Weight, WordMarks Marks);
