using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>What one look at a chunk found.</summary>
internal ref struct ChunkFacts
{
    public ReadOnlySpan<byte> Id;
    public ReadOnlySpan<byte> Model;
    public long? Created;
    public bool HasError;

    /// <summary>Whether text, reasoning or a tool call is in it.</summary>
    public bool Counts;

    /// <summary>Whether tool calls are in it, which get a closer look.</summary>
    public bool HasCalls;

    /// <summary>Whether it breaks one of WIRE 9–35 by itself, whatever came before.</summary>
    public bool Broken;

    public int Choices;

    public int TextBytes;

    public UsageDetails? Usage;

    public bool UsageBroken;

    /// <summary>Choices in which a role, or an end, stands; as bits.</summary>
    public ulong Roles;
    public ulong Seen;
    public ulong Finished;

    /// <summary>The end of choice 0, as the wire says it.</summary>
    public string? Finish;
}
