namespace Baton.Models.Configuration.Syntax;

/// <summary>How a single value is written; JSON's literals beside YAML's styles, since JSON is strict about types.</summary>
internal enum ScalarStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Block,
    JsonText,
    JsonNumber,
    JsonLiteral,
}

/// <summary>A single value: its text, before environment variables are put in.</summary>
internal sealed class ScalarNode(Position start, string text, ScalarStyle style, string raw = "") : ConfigurationNode(start)
{
    public string Text { get; } = text;

    public ScalarStyle Style { get; } = style;

    /// <summary>The piece of the file that it was read from, quotes and escapes included.</summary>
    public string Raw { get; } = raw;

    public override long Weight => 1;

    public override string Description => IsNull ? "nothing" : "a single value";

    /// <summary>Whether it stands for nothing.</summary>
    public bool IsNull => Style switch
    {
        ScalarStyle.Plain => Text is "" or "~" or "null" or "Null" or "NULL",
        ScalarStyle.JsonLiteral => Text == "null",
        _ => false,
    };

    /// <summary>Where the text's character at an offset stands in the file; the node's start where that cannot be said.</summary>
    public Position PositionOf(int offset) => ScalarColumns.PositionOf(this, offset);
}
