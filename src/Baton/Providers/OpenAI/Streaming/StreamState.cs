using System.Numerics;
using System.Text;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>What must stay the same over the chunks of one stream, and how far each choice has come.</summary>
internal sealed class StreamState(Func<long> now)
{
    private byte[]? _id;
    private byte[]? _model;
    private ulong _roles;
    private ulong _finished;

    public string? Id { get; private set; }

    public string? Model { get; private set; }

    public long? Created { get; private set; }

    /// <summary>Calls in the order in which they began.</summary>
    public List<ToolCallState> Calls { get; } = [];

    /// <summary>Whether some call's index differs from the upstream's, so that its later pieces must be rewritten.</summary>
    public bool Remapped { get; set; }

    /// <summary>The last usage that the upstream reported.</summary>
    public UsageDetails? Usage { get; set; }

    /// <summary>The upstream's usage chunk as it came, where it can be sent on as it is.</summary>
    public byte[]? UsageChunk { get; set; }

    /// <summary>Bytes of text, reasoning and arguments so far.</summary>
    public long TextBytes { get; set; }

    /// <summary>Choices that have begun, as bits.</summary>
    public ulong Begun { get; private set; }

    public bool AnyBegun => Begun != 0;

    /// <summary>Whether every choice that began has ended.</summary>
    public bool AllFinished => Begun != 0 && (Begun & ~_finished) == 0;

    public bool HasRole(int choice) => (_roles >> choice & 1) != 0;

    public bool IsFinished(int choice) => (_finished >> choice & 1) != 0;

    public void SetRole(int choice)
    {
        _roles |= 1UL << choice;
        Begun |= 1UL << choice;
    }

    public void SetFinished(int choice) => _finished |= 1UL << choice;

    public bool SameId(ReadOnlySpan<byte> escaped) => _id is not null && escaped.SequenceEqual(_id);

    public bool SameModel(ReadOnlySpan<byte> escaped) => _model is not null && escaped.SequenceEqual(_model);

    /// <summary>Takes the first chunk's fields; what it lacks is made up (WIRE 9).</summary>
    public void Begin(string? id, string? model, long? created)
    {
        if (Id is not null)
        {
            return;
        }

        Id = string.IsNullOrEmpty(id) ? $"chatcmpl-{Guid.NewGuid():N}" : id;
        Model = model ?? "";
        Created = created ?? now();
        _id = Encoding.UTF8.GetBytes(Id);
        _model = Encoding.UTF8.GetBytes(Model);
    }

    public bool HasCalls(int choice) => Calls.Exists(c => c.Choice == choice && c.Announced);

    public bool HasCallWithoutArguments(int choice) => Calls.Exists(c => c.Choice == choice && c.Announced && c.Arguments.Length == 0);

    /// <summary>The choices that began and did not end.</summary>
    public IEnumerable<int> OpenChoices()
    {
        for (var open = Begun & ~_finished; open != 0; open &= open - 1)
        {
            yield return BitOperations.TrailingZeroCount(open);
        }
    }
}
