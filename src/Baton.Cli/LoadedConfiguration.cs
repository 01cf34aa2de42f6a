using Baton.Detection;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Models.Configuration.Syntax;
using Baton.Providers.Anthropic;
using Baton.Providers.Http;
using Baton.Providers.Ollama;
using Baton.Providers.OpenAI;
using Baton.Storage.Postgres;

namespace Baton.Cli;

/// <summary>The configuration that a command works with, and where it came from.</summary>
/// <param name="Options">The configuration.</param>
/// <param name="File">Its file; <c>null</c> where there is none.</param>
/// <param name="Detected">What detection found; <c>null</c> where the file names models.</param>
internal sealed record LoadedConfiguration(BatonOptions Options, string? File, DetectionResult? Detected)
{
    private const string UsualName = "baton.yaml";

    /// <summary>What the file said, without what the command line or detection put over it.</summary>
    public BatonOptions FileOptions { get; init; } = new();

    /// <summary>The file that a command means: the one named, else <c>baton.yaml</c> of the folder, else none.</summary>
    public static string? FileOf(FileInfo? named, Terminal terminal)
    {
        if (named is not null)
        {
            return named.ToString();
        }

        var usual = Path.Combine(terminal.Folder, UsualName);
        return System.IO.File.Exists(usual) ? terminal.Folder == "." ? UsualName : usual : null;
    }

    /// <summary>Reads the file, or detects where it names no model or is not there. Warnings go to standard error.</summary>
    /// <exception cref="UsageException">The file has errors; the message holds them all.</exception>
    public static async Task<LoadedConfiguration> LoadAsync(FileInfo? named, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = FileOf(named, terminal);
        var options = file is null ? new BatonOptions() : await ReadAsync(file, terminal);
        if (options.Models.Count > 0)
        {
            return new LoadedConfiguration(options, file, null) { FileOptions = options };
        }

        var detected = await DetectAsync(terminal, cancellationToken);
        var both = options with { Providers = detected.Options.Providers, Models = detected.Options.Models };
        return new LoadedConfiguration(both, file, detected) { FileOptions = options };
    }

    /// <summary>Reads a file. The engine knows no database, so what <c>database</c> says is looked at here.</summary>
    public static ConfigurationResult Load(string file, Terminal terminal)
    {
        var result = BatonConfiguration.Load(file, terminal.Environment);
        try
        {
            _ = result.Options?.Database is { } address ? PostgresAddress.Parse(address) : null;
            return result;
        }
        catch (BatonException e)
        {
            Position at = result.Marks.Value("database");
            var wrong = new ConfigurationMessage(file, at.Line, at.Column, e.Message, IsWarning: false) { Path = "database" };
            return result with { Options = null, Messages = result.Messages.Append(wrong).OrderBy(m => m.Line).ThenBy(m => m.Column).ToEquatableArray() };
        }
    }

    private static async Task<BatonOptions> ReadAsync(string file, Terminal terminal)
    {
        var result = Load(file, terminal);
        if (result.Options is null)
        {
            throw new UsageException(string.Join(Environment.NewLine, result.Messages));
        }

        foreach (var warning in result.Messages)
        {
            await terminal.Error.WriteLineAsync(warning.ToString());
        }

        return result.Options;
    }

    private static async Task<DetectionResult> DetectAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        using var transport = new UpstreamTransport(time);
        var detector = new Detector([new OpenAIProvider(transport, time), new AnthropicProvider(transport), new OllamaProvider(transport)]);
        return await detector.DetectAsync(terminal.Environment, time, cancellationToken);
    }
}
