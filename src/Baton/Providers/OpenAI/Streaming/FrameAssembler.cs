using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Models;
using Baton.Providers.Http;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>
/// Makes of an upstream's bytes what may be sent on: events that are right are passed on where they lie, a broken one is
/// rewritten alone, comments, repeats and the end marker are left out. Knows when the answer is whole and when it was cut.
/// </summary>
internal sealed class FrameAssembler(Deployment deployment, StreamState state)
{
    private static readonly byte[] Prefix = "data: "u8.ToArray();
    private static readonly byte[] Suffix = "\n\n"u8.ToArray();

    private ArrayBufferWriter<byte>? _rewritten;
    private int _passStart;
    private int _passEnd;
    private bool _counts;
    private bool _zeroEnded;
    private long _textBefore;

    /// <summary>Whether the end marker came.</summary>
    public bool Done { get; private set; }

    /// <summary>The failure that followed what <see cref="Take"/> returned last.</summary>
    public UpstreamException? Failure { get; private set; }

    /// <summary>The end of choice 0, once it came.</summary>
    public string? Finish { get; private set; }

    /// <summary>Takes the whole events at the beginning of a stretch of bytes.</summary>
    /// <param name="region">Bytes that are never written to again.</param>
    /// <param name="consumed">How many of them were taken.</param>
    /// <returns>What may be sent on; <c>null</c> where nothing may yet.</returns>
    public RawFrames? Take(ReadOnlyMemory<byte> region, out int consumed)
    {
        consumed = 0;
        _rewritten = null;
        _counts = false;
        _passStart = _passEnd = 0;
        _textBefore = state.TextBytes;
        while (!Done && Failure is null && SseFrame.TryRead(region.Span, consumed, out var frame))
        {
            Handle(region, consumed, frame);
            consumed = frame.End;
        }

        if (_rewritten is not null)
        {
            Flush(region.Span);
            return Batch(_rewritten.WrittenMemory);
        }

        return _passEnd == _passStart ? null : Batch(region[_passStart.._passEnd]);
    }

    /// <summary>Ends the stream.</summary>
    /// <returns>What is still to be sent: made-up ends (WIRE 14).</returns>
    /// <exception cref="UpstreamException">The stream was cut, or nothing came.</exception>
    public RawFrames? Complete()
    {
        if (!state.AnyBegun)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent an empty stream.");
        }

        if (state.AllFinished)
        {
            return null;
        }

        if (!Done)
        {
            throw Cut(deployment);
        }

        _textBefore = state.TextBytes;
        _rewritten = new ArrayBufferWriter<byte>();
        foreach (var choice in state.OpenChoices().ToList())
        {
            foreach (var piece in ChunkRewriter.BeforeEnd(state, choice))
            {
                Write(piece);
            }

            var finish = state.HasCalls(choice) ? "tool_calls" : "stop";
            Write(ChunkRewriter.MakeUp(state, choice, new JsonObject(), finish));
            state.SetFinished(choice);
            Finish = choice == 0 ? finish : Finish;
        }

        return Batch(_rewritten.WrittenMemory);
    }

    /// <summary>The usage chunk: the upstream's own where it is right, else made up from what it said, else an estimate.</summary>
    public RawFrames UsageChunk(long estimatedInput)
    {
        state.Usage ??= Usages.Estimate(estimatedInput, state.TextBytes);
        var json = state.UsageChunk ?? ChunkRewriter.MakeUpUsage(state);
        byte[] framed = [.. Prefix, .. json, .. Suffix];
        return new RawFrames(framed, counts: false, 0, [], state.Usage);
    }

    /// <summary>The failure of a stream that ended before its answer did.</summary>
    public static UpstreamException Cut(Deployment deployment, Exception? cause = null) =>
        new(ErrorCodes.UpstreamCut, $"{deployment.Id} ended its stream before the answer was whole.", cause);

    private RawFrames Batch(ReadOnlyMemory<byte> bytes)
    {
        var endedZero = !_zeroEnded && state.IsFinished(0);
        _zeroEnded |= endedZero;
        IReadOnlyList<ToolCallState> ended = endedZero && state.Calls.Count > 0 ? [.. state.Calls.Where(c => c.Choice == 0 && c.Announced)] : [];
        return new RawFrames(bytes, _counts, (int)(state.TextBytes - _textBefore), ended, usage: null);
    }

    private void Handle(ReadOnlyMemory<byte> region, int start, SseFrame frame)
    {
        var data = frame.Joined ?? region.Slice(frame.Data.Start, frame.Data.Length);
        if (data.IsEmpty)
        {
            Drop(region.Span);
            return;
        }

        if (data.Span.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            Done = true;
            Drop(region.Span);
            return;
        }

        try
        {
            HandleChunk(region, start, frame, data);
        }
        catch (JsonException e)
        {
            Failure = new UpstreamException(
                ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} sent an event that is not valid JSON: {Shown(data.Span)}", e);
        }
    }

    private void HandleChunk(ReadOnlyMemory<byte> region, int start, SseFrame frame, ReadOnlyMemory<byte> data)
    {
        var facts = ChunkScanner.Scan(data.Span);
        if (facts.HasError)
        {
            Failure = UpstreamErrors.FromErrorInside(deployment, data);
            return;
        }

        if (facts.Usage is not null)
        {
            state.Usage = facts.Usage;
            if (facts.Choices == 0 && !facts.UsageBroken && !facts.Broken && state.SameId(facts.Id) && state.SameModel(facts.Model)
                && facts.Created == state.Created)
            {
                state.UsageChunk = data.ToArray();
            }

            if (facts.Choices <= 0)
            {
                Drop(region.Span);
                return;
            }
        }

        _counts |= facts.Counts || facts.HasCalls;
        if (IsRight(ref facts) && (!facts.HasCalls || ToolCallCheck.TryAccept(data, state)) && EndsWell(facts.Finished))
        {
            Accept(ref facts);
            Pass(region.Span, start, frame, data.Span);
        }
        else
        {
            state.TextBytes += facts.TextBytes;
            Flush(region.Span);
            ChunkRewriter.Mend(data.Span, state).ForEach(Write);
        }

        Finish ??= facts.Finish is { } finish && finish == "stop" && state.HasCalls(0) ? "tool_calls" : facts.Finish;
        if (Finish is null && state.IsFinished(0))
        {
            Finish = state.HasCalls(0) ? "tool_calls" : "stop";
        }
    }

    /// <summary>Whether the chunk may be sent on as it is, tool calls apart.</summary>
    private bool IsRight(ref ChunkFacts facts)
    {
        if (facts.Broken || facts.Usage is not null || facts.Created is null || facts.Id.IsEmpty || facts.Model.IsEmpty)
        {
            return false;
        }

        if (state.Id is not null && (!state.SameId(facts.Id) || !state.SameModel(facts.Model) || facts.Created != state.Created))
        {
            return false;
        }

        for (var seen = facts.Seen; seen != 0; seen &= seen - 1)
        {
            var choice = System.Numerics.BitOperations.TrailingZeroCount(seen);
            var hasRole = (facts.Roles >> choice & 1) != 0;
            if (hasRole == state.HasRole(choice) || ((facts.Finished >> choice & 1) != 0 && state.IsFinished(choice)))
            {
                return false; // WIRE 15: the first delta has the role, and none after it.
            }
        }

        return facts.Finish != "stop" || !(facts.HasCalls || state.HasCalls(0));
    }

    private bool EndsWell(ulong finished)
    {
        for (; finished != 0; finished &= finished - 1)
        {
            if (state.HasCallWithoutArguments(System.Numerics.BitOperations.TrailingZeroCount(finished)))
            {
                return false;
            }
        }

        return true;
    }

    private void Accept(ref ChunkFacts facts)
    {
        if (state.Id is null)
        {
            state.Begin(Encoding.UTF8.GetString(facts.Id), Encoding.UTF8.GetString(facts.Model), facts.Created);
        }

        state.TextBytes += facts.TextBytes;
        for (var bits = facts.Roles; bits != 0; bits &= bits - 1)
        {
            state.SetRole(System.Numerics.BitOperations.TrailingZeroCount(bits));
        }

        for (var bits = facts.Finished; bits != 0; bits &= bits - 1)
        {
            state.SetFinished(System.Numerics.BitOperations.TrailingZeroCount(bits));
        }
    }

    private void Pass(ReadOnlySpan<byte> region, int start, SseFrame frame, ReadOnlySpan<byte> data)
    {
        if (!frame.Canonical)
        {
            Flush(region);
            Write(data);
            return;
        }

        if (_passEnd != start)
        {
            if (_passEnd != _passStart)
            {
                Flush(region);
            }

            _passStart = start;
        }

        _passEnd = frame.End;
    }

    /// <summary>Leaves an event out: what passed before it must be copied if more follows, so the run only ends here.</summary>
    private void Drop(ReadOnlySpan<byte> region)
    {
        if (_rewritten is not null)
        {
            Flush(region);
        }
    }

    private void Flush(ReadOnlySpan<byte> region)
    {
        _rewritten ??= new ArrayBufferWriter<byte>();
        _rewritten.Write(region[_passStart.._passEnd]);
        _passStart = _passEnd;
    }

    private void Write(byte[] json) => Write(json.AsSpan());

    private void Write(ReadOnlySpan<byte> json)
    {
        _rewritten!.Write(Prefix);
        _rewritten!.Write(json);
        _rewritten!.Write(Suffix);
    }

    private static string Shown(ReadOnlySpan<byte> data) =>
        Encoding.UTF8.GetString(data[..Math.Min(data.Length, 80)]) + (data.Length > 80 ? "…" : "");
}
