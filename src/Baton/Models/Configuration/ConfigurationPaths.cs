namespace Baton.Models.Configuration;

/// <summary>
/// What a path in the configuration means: <c>~/</c> is the home folder, a relative path starts at the configuration
/// file's folder, and a weights file without a slash is a name in its provider's folder.
/// </summary>
internal static class ConfigurationPaths
{
    /// <summary>Where weights files are looked for unless a provider says otherwise.</summary>
    /// <param name="environment">Looks variables up.</param>
    /// <returns><c>$BATON_MODELS</c>, else <c>~/.cache/baton/models</c>.</returns>
    public static string DefaultModelsFolder(Func<string, string?> environment) =>
        environment("BATON_MODELS") is { Length: > 0 } set ? Path.GetFullPath(set) : Path.Combine(Home(environment), ".cache", "baton", "models");

    /// <summary>Makes every path of a configuration absolute.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="folder">The file's folder.</param>
    /// <param name="environment">Looks variables up.</param>
    /// <returns>The same configuration with absolute paths.</returns>
    public static BatonOptions Resolve(BatonOptions options, string folder, Func<string, string?> environment)
    {
        var providers = options.Providers.Select(p => p.Kind == ProviderKinds.LlamaServer
            ? p with { Folder = p.Folder is { } own ? Absolute(own, folder, environment) : DefaultModelsFolder(environment) }
            : p).ToEquatableArray();
        return options with
        {
            Data = Absolute(options.Data, folder, environment),
            Providers = providers,
            Models = options.Models.Select(m => m with
            {
                Deployments = m.Deployments.Select(d => d.File is { } file ? d with { File = Weights(file, d.Provider) } : d).ToEquatableArray(),
            }).ToEquatableArray(),
        };

        string Weights(string file, string provider) => IsName(file) && FolderOf(providers, provider) is { } at
            ? Path.Combine(at, file)
            : Absolute(file, folder, environment);
    }

    /// <summary>A provider's folder, where it is one with weights files.</summary>
    public static string? FolderOf(IEnumerable<ProviderOptions> providers, string name) => providers.FirstOrDefault(p => p.Name == name)?.Folder;

    /// <summary>Whether a path lies in a folder.</summary>
    public static bool IsInside(string path, string folder) =>
        Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool IsName(string file) => !file.AsSpan().ContainsAny('/', '\\');

    private static string Absolute(string path, string folder, Func<string, string?> environment)
    {
        var expanded = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(Home(environment), path.AsSpan(1)) : path;
        return Path.GetFullPath(expanded, folder);
    }

    private static string Home(Func<string, string?> environment) =>
        environment("HOME") is { Length: > 0 } home ? Path.GetFullPath(home) : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
