using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration;

/// <summary>Where each key of a configuration stands, by its path: <c>models.tiny.provider</c>, <c>routing.rules[0].when</c>.</summary>
internal sealed class ConfigurationMarks
{
    private readonly Dictionary<string, (Position Key, ConfigurationNode Value)> _spots = new(StringComparer.Ordinal);

    /// <summary>Whether the text has that key.</summary>
    public bool Has(string path) => _spots.ContainsKey(path);

    /// <summary>Where the key stands; for a key that is missing, its nearest parent's.</summary>
    public Position Key(string path) => Nearest(path)?.Key ?? new Position(1, 1);

    /// <summary>Where the value begins, a quote included; for a key that is missing, its nearest parent's key.</summary>
    public Position Value(string path) => _spots.TryGetValue(path, out var spot) ? spot.Value.Start : Key(path);

    /// <summary>
    /// Where a character of a key's text stands: exact where the text stands on one line and holds no variable, else the
    /// beginning of the value.
    /// </summary>
    /// <param name="path">The key.</param>
    /// <param name="offset">The character in the text as read, from 0.</param>
    /// <returns>The position.</returns>
    public Position Text(string path, int offset) =>
        _spots.TryGetValue(path, out var spot) && spot.Value is ScalarNode scalar && !EnvironmentText.Has(scalar.Text)
            ? scalar.PositionOf(offset)
            : Value(path);

    internal void Add(string path, Position key, ConfigurationNode value) => _spots.TryAdd(path, (key, value));

    private (Position Key, ConfigurationNode Value)? Nearest(string path)
    {
        for (var end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('.', '['))
        {
            if (_spots.TryGetValue(path[..end], out var spot))
            {
                return spot;
            }
        }

        return null;
    }
}
