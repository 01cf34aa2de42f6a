using System.Text;
using Baton.Models.Configuration;
using Baton.Models.Configuration.Binding;
using Baton.Models.Configuration.Checks;
using Baton.Models.Configuration.Sections;
using Baton.Models.Configuration.Syntax;
using Baton.Routing.Rules;

namespace Baton;

/// <summary>Reads <c>baton.yaml</c>: parses it, binds every key, and lets each room check what is its own. Throws for no text.</summary>
public static class BatonConfiguration
{
    /// <summary>The rooms' checks, in the order of the rooms.</summary>
    private static readonly IConfigurationCheck[] Checks =
        [new ServerCheck(), new ProviderCheck(), new ModelCheck(), new ReferenceCheck(), new WeightsCheck(), new BudgetCheck(), new RuleCheck()];

    /// <summary>Reads a configuration from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Looks environment variables up; default: the process's own.</param>
    /// <returns>The options, or what is wrong; a file that cannot be read is an error among the messages.</returns>
    public static ConfigurationResult Load(string path, Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var content = FileContent.Read(path);
        return content.Bytes is { } bytes ? Read(bytes, path, environment) : Failed(path, new Position(1, 1), content.Problem!);
    }

    /// <summary>Reads a configuration from a text.</summary>
    /// <param name="text">YAML, or JSON, which is YAML too; an empty one is valid and means that models are detected.</param>
    /// <param name="file">The file's name, for messages; relative paths start at its folder.</param>
    /// <param name="environment">Looks environment variables up; default: the process's own.</param>
    /// <returns>The options, or every error at once; a syntax error stands alone.</returns>
    public static ConfigurationResult Read(string text, string file, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        var variables = environment ?? Environment.GetEnvironmentVariable;
        try
        {
            var root = YamlReader.Read(text.TrimStart('\uFEFF'));
            return Bind(root ?? new ScalarNode(new Position(1, 1), "", ScalarStyle.Plain), file, variables);
        }
        catch (ConfigurationSyntaxException exception)
        {
            return Failed(file, exception.Position, exception.Message + ".");
        }
    }

    /// <summary>Reads one entry of <c>models</c> with its <c>id</c>, as <c>POST /api/models</c> takes it.</summary>
    /// <param name="json">The body. Texts are taken as they are: no environment variable is put in.</param>
    /// <param name="known">The providers that there are.</param>
    /// <param name="id">The id where the address gives it (<c>PUT /api/models/{id}</c>); the body need not repeat it then.</param>
    /// <returns>
    /// The entry, or what is wrong, with the key in <see cref="ConfigurationMessage.Path"/> and the API's code in
    /// <see cref="ConfigurationMessage.Code"/>: <see cref="ErrorCodes.InvalidJson"/>, <see cref="ErrorCodes.InvalidRequest"/>,
    /// <see cref="ErrorCodes.NotAllowed"/> for an unknown provider, <see cref="ErrorCodes.ConfigurationOnly"/> for what only the file may set.
    /// </returns>
    public static ModelEntryResult ReadModel(string json, IReadOnlyCollection<ProviderOptions> known, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(known);
        return ModelEntryReader.Read(json, known, id);
    }

    /// <summary>The JSON Schema of <c>baton.yaml</c>, for editors: <c>baton.schema.json</c>.</summary>
    /// <returns>The schema, draft 7, which editors know best.</returns>
    public static string JsonSchema() => ConfigurationSchema.Write();

    internal static ConfigurationResult Read(byte[] bytes, string file, Func<string, string?>? environment)
    {
        try
        {
            return Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), file, environment);
        }
        catch (DecoderFallbackException)
        {
            return Failed(file, new Position(1, 1), "the file is not UTF-8 text: save it as UTF-8.");
        }
    }

    private static ConfigurationResult Bind(ConfigurationNode root, string file, Func<string, string?> environment)
    {
        var messages = new ConfigurationMessages(file);
        var marks = new ConfigurationMarks();
        RootSection.Section.TryRead(new Place(root, "", "", new Reading(messages, marks, environment)), out var read);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? Path.GetPathRoot(Path.GetFullPath(file))!;
        var options = ConfigurationPaths.Resolve(read ?? new BatonOptions(), folder, environment);
        foreach (var check in Checks)
        {
            check.Check(options, marks, messages);
        }

        return new ConfigurationResult(messages.HasErrors ? null : options, messages.ToArray()) { Marks = marks, File = file };
    }

    private static ConfigurationResult Failed(string file, Position at, string message) =>
        new(null, [new ConfigurationMessage(file, at.Line, at.Column, message, IsWarning: false)]) { File = file };
}
