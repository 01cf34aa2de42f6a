using System.Collections.Concurrent;
using Baton.Telemetry;

namespace Baton.Server.Tests.Storm;

/// <summary>What the clients saw, and what the gateway says that happened.</summary>
internal sealed class Tally : IRequestObserver
{
    private int _whole;
    private int _refused;
    private int _broken;

    /// <summary>What must not happen, in words.</summary>
    public ConcurrentQueue<string> Wrongs { get; } = new();

    public ConcurrentQueue<RequestRecord> Records { get; } = new();

    public int Whole => _whole;

    public int Refused => _refused;

    public int Broken => _broken;

    public void Answered() => Interlocked.Increment(ref _whole);

    public void WasRefused() => Interlocked.Increment(ref _refused);

    public void Broke() => Interlocked.Increment(ref _broken);

    public void Ended(RequestRecord record) => Records.Enqueue(record);
}
