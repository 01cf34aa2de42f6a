using System.Globalization;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Residency;

namespace Baton.Detection;

/// <summary>Looks for <c>llama-server</c> on the path and for weights that it could load.</summary>
internal static class WeightsFiles
{
    /// <summary>A model's own window may be so large that its keys and values alone fill a machine's memory.</summary>
    private const int UsualWindow = 8192;

    private const string Name = "llama-server";

    /// <summary>What is there: a deployment for each weights file, if there is a program that loads them.</summary>
    public static Found Look(Func<string, string?> environment)
    {
        var folder = FolderOf(environment);
        var files = folder is null ? [] : Weights(folder);
        var server = OnPath(environment("PATH"));
        if (files.Count == 0)
        {
            return server is null ? Found.Nothing : Found.Nothing with
            {
                Findings = [$"llama-server at {server}"],
                Notes = [$"llama-server has no weights: put *.gguf files into {folder ?? "the folder that BATON_MODELS names"}."],
            };
        }

        var names = string.Join(", ", files.Select(f => $"{f.Id} ({Size(f.Bytes)})"));
        return server is null
            ? Found.Nothing with
            {
                Findings = [$"weights in {folder}: {names}"],
                Notes = ["Weights files were found, but no llama-server on PATH to load them."],
            }
            : new Found(
                new ProviderOptions { Name = Name, Kind = ProviderKinds.LlamaServer, Command = server, Folder = folder },
                [.. files.Select(f => Model(f.Id, f.File))])
            {
                Findings = [$"weights in {folder}: {names}", $"llama-server at {server}"],
            };
    }

    /// <summary>A model of a file: what its header says, and no more.</summary>
    private static FoundModel Model(string id, string file)
    {
        var header = GgufHeader.Read(file);
        var family = header?.Text("general.architecture");
        var vectors = family?.Contains("bert", StringComparison.Ordinal) == true; // These shapes turn text into vectors and write none.
        var card = new ModelCard
        {
            Id = id,
            Family = family,
            Capabilities = vectors ? [Capabilities.Embeddings] : null,
            ContextWindow = header?.Number($"{family}.context_length") is > 0 and <= int.MaxValue and var window ? (int)window : null,
        };
        return new FoundModel(card, ContextWindow: card.ContextWindow > UsualWindow ? UsualWindow : null) { File = file, Embeddings = vectors };
    }

    private static string? FolderOf(Func<string, string?> environment)
    {
        if (environment("BATON_MODELS") is { Length: > 0 } said)
        {
            return said;
        }

        return (environment("HOME") ?? environment("USERPROFILE")) is { Length: > 0 } home ? Path.Combine(home, ".cache", "baton", "models") : null;
    }

    private static List<(string Id, string File, long Bytes)> Weights(string folder)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(folder).EnumerateFiles("*.gguf")
                    .Where(f => !f.Name.Contains("mmproj", StringComparison.OrdinalIgnoreCase) && !IsLaterPart(f.Name))
                    .Select(f => (Path.GetFileNameWithoutExtension(f.Name), f.FullName, f.Length))
                    .OrderBy(f => f.Item1, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return []; // No such folder, or none of ours.
        }
    }

    /// <summary>Large weights come in parts, <c>-00002-of-00003</c>; the first stands for all.</summary>
    private static bool IsLaterPart(string name)
    {
        var of = name.IndexOf("-of-", StringComparison.Ordinal);
        return of >= 5 && int.TryParse(name.AsSpan(of - 5, 5), CultureInfo.InvariantCulture, out var part) && part > 1;
    }

    private static string? OnPath(string? path)
    {
        foreach (var folder in (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var name in (ReadOnlySpan<string>)["llama-server", "llama-server.exe"])
            {
                var file = Path.Combine(folder, name);
                if (File.Exists(file))
                {
                    return file;
                }
            }
        }

        return null;
    }

    private static string Size(long bytes) => bytes >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
}
