using Baton.Models.Configuration;

namespace Baton.Tests.Models.Configuration;

/// <summary>Short ways to read a configuration in a test.</summary>
internal static class Reading
{
    public static ConfigurationResult Yaml(string text, params (string Name, string Value)[] environment) =>
        BatonConfiguration.Read(text, "baton.yaml", name => environment.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault());

    /// <summary>The options; fails with every error where there is one.</summary>
    public static BatonOptions Options(string text, params (string Name, string Value)[] environment)
    {
        var result = Yaml(text, environment);
        result.Messages.Where(m => !m.IsWarning).ShouldBeEmpty();
        return result.Options.ShouldNotBeNull();
    }

    /// <summary>The errors as <c>check</c> prints them, without the file's name.</summary>
    public static string[] Errors(string text, params (string Name, string Value)[] environment) =>
        [.. Yaml(text, environment).Messages.Where(m => !m.IsWarning).Select(m => m.ToString()["baton.yaml:".Length..])];

    /// <summary>The warnings as <c>check</c> prints them, without the file's name.</summary>
    public static string[] Warnings(string text, params (string Name, string Value)[] environment) =>
        [.. Yaml(text, environment).Messages.Where(m => m.IsWarning).Select(m => m.ToString()["baton.yaml:".Length..])];
}
