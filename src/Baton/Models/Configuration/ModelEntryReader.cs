using System.Collections.Immutable;
using Baton.Models.Configuration.Binding;
using Baton.Models.Configuration.Checks;
using Baton.Models.Configuration.Sections;
using Baton.Models.Configuration.Syntax;

namespace Baton.Models.Configuration;

/// <summary>Reads an API's body as an entry of <c>models</c>, and refuses what only the file may set.</summary>
internal static class ModelEntryReader
{
    // A caller of the API must not decide what the gateway's machine runs.
    private static readonly ImmutableHashSet<string> FileOnly = ["command", "args", "env"];

    public static ModelEntryResult Read(string json, IReadOnlyCollection<ProviderOptions> known, string? id)
    {
        var messages = new ConfigurationMessages("body");
        var marks = new ConfigurationMarks();
        ModelOptions? model = null;
        try
        {
            if (JsonBodyReader.Read(json) is MappingNode body)
            {
                model = Bind(body, known, id, new Reading(messages, marks, Environment: null));
            }
            else
            {
                messages.Error(new Position(1, 1), "", "the body must be a JSON object: an entry of 'models' with its id.");
            }
        }
        catch (ConfigurationSyntaxException exception)
        {
            messages.Error(exception.Position, "", exception.Message + ".", ErrorCodes.InvalidJson);
        }

        return new ModelEntryResult(messages.HasErrors ? null : model, messages.ToArray());
    }

    private static ModelOptions? Bind(MappingNode body, IReadOnlyCollection<ProviderOptions> known, string? id, Reading reading)
    {
        var name = ReadId(body, id, reading);
        var entry = WithoutFileOnly(new MappingNode(body.Start, [.. body.Entries.Where(e => e.Key.Text != "id")]), "", reading);
        if (!ModelSection.Section.TryRead(new Place(entry, "", name, reading), out var model))
        {
            return null;
        }

        ModelCheck.CheckEntry(model, "", known, reading.Marks, reading.Messages);
        return model with
        {
            Deployments = model.Deployments.Select((d, i) => d with { File = PathOf(d, i, known, reading) }).ToEquatableArray(),
        };
    }

    private static string ReadId(MappingNode body, string? id, Reading reading)
    {
        var entry = body.Entries.FirstOrDefault(e => e.Key.Text == "id");
        var read = entry is null ? id : Shapes.Text.TryRead(new Place(entry.Value, "id", "id", reading), out var said) ? said : null;
        var at = entry?.Value.Start ?? body.Start;
        if (entry is null && id is null)
        {
            reading.Messages.Error(at, "id", "the body needs an 'id': the name by which requests ask for the model.");
        }
        else if (read is not null && id is not null && read != id)
        {
            reading.Messages.Error(at, "id", $"the body's id '{read}' is not the address's '{id}'.");
        }
        else if (read is not null && NameRule.Model.Problem(read) is { } problem)
        {
            reading.Messages.Error(at, "id", $"a model cannot have the id '{read}': {problem}.");
        }

        return read ?? "";
    }

    private static MappingNode WithoutFileOnly(MappingNode mapping, string prefix, Reading reading)
    {
        foreach (var entry in mapping.Entries.Where(e => FileOnly.Contains(e.Key.Text)))
        {
            reading.Messages.Error(
                entry.Key.Start, prefix + entry.Key.Text, $"{prefix}{entry.Key.Text} can be set in the configuration file only.", ErrorCodes.ConfigurationOnly);
        }

        var rest = mapping.Entries.Where(e => !FileOnly.Contains(e.Key.Text)).Select(e => e.Key.Text == "deployments" && e.Value is SequenceNode list
            ? e with { Value = new SequenceNode(list.Start, [.. list.Items.Select((item, i) => InDeployment(item, i, reading))]) }
            : e);
        return new MappingNode(mapping.Start, [.. rest]);
    }

    private static ConfigurationNode InDeployment(ConfigurationNode item, int index, Reading reading) =>
        item is MappingNode mapping ? WithoutFileOnly(mapping, $"deployments[{index}].", reading) : item;

    private static string? PathOf(DeploymentOptions deployment, int index, IReadOnlyCollection<ProviderOptions> known, Reading reading)
    {
        if (deployment.File is not { } file)
        {
            return null;
        }

        var folder = ConfigurationPaths.FolderOf(known, deployment.Provider) ?? ConfigurationPaths.DefaultModelsFolder(System.Environment.GetEnvironmentVariable);
        var path = Path.GetFullPath(file, Path.GetFullPath(folder));
        if (!ConfigurationPaths.IsInside(path, folder))
        {
            var at = reading.Marks.Has("deployments") ? $"deployments[{index}].file" : "file";
            reading.Messages.Error(
                reading.Marks.Value(at), at, $"{at} lies outside the provider's folder, which the configuration file alone may do.", ErrorCodes.ConfigurationOnly);
        }

        return path;
    }
}
