using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration.Binding;

/// <summary>Converts a text.</summary>
/// <param name="text">The text, variables put in.</param>
/// <param name="value">What it stands for.</param>
/// <returns><c>null</c> when it went well, else what to do instead (empty where the expectation says it all).</returns>
internal delegate string? ScalarParser<T>(string text, out T value);

/// <summary>A single value.</summary>
/// <param name="expected">What is expected.</param>
/// <param name="parse">Converts the text.</param>
/// <param name="schema">Makes its JSON Schema.</param>
/// <param name="secret">Whether no message may show what stands there.</param>
internal sealed class ScalarShape<T>(string expected, ScalarParser<T> parse, Func<JsonObject> schema, bool secret = false) : Shape<T>
{
    public override bool IsSecret => secret;

    /// <summary>The types that it has in a JSON body.</summary>
    public JsonTypes Json { get; init; } = JsonTypes.Text;

    public override string Expected => expected;

    public override JsonObject Schema(SchemaDefinitions definitions) => schema();

    public override bool TryRead(Place place, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (place.Node is not ScalarNode scalar || scalar.IsNull || !Fits(scalar.Style))
        {
            place.Error($"{place.Called} must be {expected}, not {Shown(place.Node, expanded: false)}.");
            return false;
        }

        if (!ScalarText.TryExpand(place, scalar, out var text))
        {
            return false;
        }

        if (parse(text, out value) is not { } advice)
        {
            return true;
        }

        var ending = advice.Length == 0 ? "." : advice.EndsWith('?') ? $": {advice}" : $": {advice}.";
        place.Error($"{place.Called} must be {expected}, not {Shown(scalar, text != scalar.Text)}{ending}");
        return false;
    }

    private bool Fits(ScalarStyle style) => style switch
    {
        ScalarStyle.JsonText => Json.HasFlag(JsonTypes.Text),
        ScalarStyle.JsonNumber => Json.HasFlag(JsonTypes.Number),
        ScalarStyle.JsonLiteral => Json.HasFlag(JsonTypes.Flag),
        _ => true,
    };

    private string Shown(ConfigurationNode node, bool expanded) => node switch
    {
        ScalarNode { IsNull: true } => "nothing",
        ScalarNode when IsSecret => "what stands there",

        // What a variable holds may be a secret that landed in the wrong key.
        ScalarNode scalar when expanded => $"what '{scalar.Text}' holds",
        ScalarNode { Text.Length: 0 } => "an empty text",
        ScalarNode scalar => $"'{(scalar.Text.Length > 60 ? scalar.Text[..60] + "…" : scalar.Text)}'",
        _ => node.Description,
    };
}

/// <summary>The types of a JSON value; a body is strict about them, where YAML only has texts.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Text = 1,
    Number = 2,
    Flag = 4,
}

/// <summary>The text of a single value with its variables put in.</summary>
internal static class ScalarText
{
    /// <summary>Puts variables in; what is wrong with them goes to the messages, at its column.</summary>
    public static bool TryExpand(Place place, ScalarNode scalar, [NotNullWhen(true)] out string? text)
    {
        text = scalar.Text;
        if (place.Reading.Environment is not { } environment || !EnvironmentText.Has(text))
        {
            return true;
        }

        text = EnvironmentText.Expand(scalar.Text, environment, out var problem);
        if (text is null)
        {
            place.Reading.Messages.Error(scalar.PositionOf(problem.Offset), place.Path, $"{place.Called} {problem.Message}.");
        }

        return text is not null;
    }
}
