using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration;

/// <summary>Gathers what is to be said about one configuration, so that all of it is said at once.</summary>
internal sealed class ConfigurationMessages(string file)
{
    private readonly List<ConfigurationMessage> _all = [];

    /// <summary>Whether an error was gathered.</summary>
    public bool HasErrors => _all.Exists(m => !m.IsWarning);

    /// <summary>Adds an error.</summary>
    /// <param name="at">Where.</param>
    /// <param name="path">The key that it is about.</param>
    /// <param name="message">What is wrong and what to do, a plain sentence.</param>
    /// <param name="code">The code for an API's answer.</param>
    public void Error(Position at, string path, string message, string code = ErrorCodes.InvalidRequest) =>
        Add(at, path, message, code, isWarning: false);

    /// <summary>Adds a warning.</summary>
    /// <param name="at">Where.</param>
    /// <param name="path">The key that it is about.</param>
    /// <param name="message">What is wrong and what to do, a plain sentence.</param>
    public void Warning(Position at, string path, string message) => Add(at, path, message, ErrorCodes.InvalidRequest, isWarning: true);

    /// <summary>All of it, in the text's order.</summary>
    public EquatableArray<ConfigurationMessage> ToArray() =>
        _all.OrderBy(m => m.Line).ThenBy(m => m.Column).ToEquatableArray();

    private void Add(Position at, string path, string message, string code, bool isWarning)
    {
        var one = new ConfigurationMessage(file, at.Line, at.Column, message, isWarning) { Path = path, Code = code };

        // A node that an alias repeats is read more than once, and is wrong only once.
        if (!_all.Exists(m => m.Line == at.Line && m.Column == at.Column && m.Message == message))
        {
            _all.Add(one);
        }
    }
}
