namespace Baton.Models.Configuration;

/// <summary>What reading a configuration came to.</summary>
/// <param name="Options">The options; <c>null</c> where there is an error.</param>
/// <param name="Messages">Errors and warnings, in the file's order.</param>
public sealed record ConfigurationResult(BatonOptions? Options, EquatableArray<ConfigurationMessage> Messages)
{
    /// <summary>Whether there is an error.</summary>
    public bool HasErrors => Messages.Any(m => !m.IsWarning);

    /// <summary>The file, as it was named.</summary>
    public string File { get; init; } = "";

    /// <summary>Where each key stands, for who has more to say about it.</summary>
    internal ConfigurationMarks Marks { get; init; } = new();

    /// <summary>The errors as one exception, for who cannot go on.</summary>
    /// <returns>The options.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.InvalidConfiguration"/>: there is an error; the message has them all, a line each.</exception>
    public BatonOptions OptionsOrThrow() => Options ?? throw new BatonException(
        ErrorCodes.InvalidConfiguration, string.Join('\n', Messages.Where(m => !m.IsWarning)));
}

/// <summary>What reading a single entry of <c>models</c> came to.</summary>
/// <param name="Model">The entry; <c>null</c> where there is an error.</param>
/// <param name="Messages">Errors and warnings; each has the key in <see cref="ConfigurationMessage.Path"/> and the API's code.</param>
public sealed record ModelEntryResult(ModelOptions? Model, EquatableArray<ConfigurationMessage> Messages)
{
    /// <summary>Whether there is an error.</summary>
    public bool HasErrors => Messages.Any(m => !m.IsWarning);
}
