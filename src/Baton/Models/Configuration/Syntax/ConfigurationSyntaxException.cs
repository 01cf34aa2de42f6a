namespace Baton.Models.Configuration.Syntax;

/// <summary>The text is no YAML or JSON. Thrown by the readers and caught by <see cref="BatonConfiguration"/>; never leaves the engine.</summary>
internal sealed class ConfigurationSyntaxException(Position position, string message, Exception? inner = null) : Exception(message, inner)
{
    public Position Position { get; } = position;
}
