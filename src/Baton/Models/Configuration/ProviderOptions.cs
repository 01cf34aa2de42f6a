namespace Baton.Models.Configuration;

/// <summary>One of <c>providers</c>: a wire protocol at a base address with credentials.</summary>
public sealed record ProviderOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its wire: <c>openai</c>, <c>anthropic</c>, <c>ollama</c>, <c>llama-server</c>, <c>simulated</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is; <c>null</c>: the kind's usual address.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Credentials; none for servers that ask for none. Never printed.</summary>
    public EquatableArray<string> ApiKeys { get; init; } = [];

    /// <summary>Where its models run; <c>null</c>: as its kind says.</summary>
    public Locality? Locality { get; init; }

    /// <summary>The program to start, for <c>llama-server</c> without an address.</summary>
    public string? Command { get; init; }

    /// <summary>Arguments for every process started.</summary>
    public EquatableArray<string> Args { get; init; } = [];

    /// <summary>Environment for every process started.</summary>
    public EquatableArray<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>The folder that names of weights files are looked up in.</summary>
    public string? Folder { get; init; }

    /// <summary>The most memory that loaded models may take together, in bytes.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>The seed of a simulated provider's chance.</summary>
    public int Seed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Kind})";
}
