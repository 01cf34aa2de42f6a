namespace Baton.Models.Configuration;

/// <summary>Checks what no single key shows: names that refer to each other, conditions, files. Each room brings its own.</summary>
internal interface IConfigurationCheck
{
    /// <summary>Adds what it finds. Calls no network.</summary>
    /// <param name="options">The options as far as they could be read: a key that was missing or wrong has its default, or is empty.</param>
    /// <param name="marks">Where each key stands.</param>
    /// <param name="messages">Takes what is found.</param>
    void Check(BatonOptions options, ConfigurationMarks marks, ConfigurationMessages messages);
}
