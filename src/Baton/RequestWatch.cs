using Baton.Budgets;
using Baton.Models;
using Baton.Providers;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>Keeps a request's record from its start to its end, and tells the observers when it has ended, once, however it ended.</summary>
internal sealed class RequestWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly IRequestObserver[] _observers;
    private bool _ended;

    public RequestWatch(RequestRecord record, bool streamed, TimeProvider time, IRequestObserver[] observers)
    {
        Record = record;
        record.Streamed = streamed;
        _time = time;
        _observers = observers;
        Started = time.GetTimestamp();
        Traces.Begin(record);
    }

    public RequestRecord Record { get; }

    /// <summary>Its claim on budgets; <c>null</c>: it touches none.</summary>
    public Allowance? Allowance { get; set; }

    /// <summary>The tokens that it is likely to use, for a caller who goes away before anybody can say.</summary>
    public (int Input, int Output) Expected { get; set; }

    /// <summary>The most tokens that the caller lets an answer have; <c>null</c>: any number.</summary>
    public int? MaxOutputTokens { get; set; }

    /// <summary>The timestamp of the start.</summary>
    public long Started { get; }

    /// <summary>Something that counts came.</summary>
    public void Began() => Record.FirstTokenMs = Elapsed();

    /// <summary>The answer is whole.</summary>
    public void Ended() => _ended = true;

    /// <summary>It failed; <see cref="Dispose"/> then finds no end.</summary>
    public void Failed(Exception e)
    {
        _ended = true;
        Record.Abandoned = e is OperationCanceledException;
        Record.Error = e is OperationCanceledException ? null : (e as BatonException)?.Code ?? ErrorCodes.Internal;
    }

    /// <summary>What the upstream's answer says of itself.</summary>
    public void Answered(string? model, ChatFinishReason? finish) => (Record.AnsweringModel, Record.FinishReason) = (model, finish?.Value);

    /// <summary>Prices what was used; counts it where the upstream did not.</summary>
    /// <param name="usage">What the upstream reported.</param>
    /// <param name="inputTokens">The prompt's tokens as Baton counts them.</param>
    /// <param name="delivered">Bytes of text delivered.</param>
    public void Settle(UsageDetails? usage, int inputTokens, long delivered)
    {
        _ended |= !Record.Streamed;
        usage ??= delivered > 0 ? Usages.Estimate(inputTokens, delivered) : null;
        if (usage is not null)
        {
            Settle(Usages.ToTokenUsage(usage));
        }
    }

    /// <summary>Prices what was used.</summary>
    public void Settle(TokenUsage used)
    {
        _ended |= !Record.Streamed;
        if (Record.Deployment is { } deployment)
        {
            if (used.Estimated && (Allowance?.Cap ?? MaxOutputTokens) is { } most && used.Output > most)
            {
                used = used with { Output = most, Reasoning = Math.Min(used.Reasoning, most) }; // More was not asked for.
            }

            Record.Usage = used;
            Record.UsageEstimated = used.Estimated;
            var cost = deployment.Model.Price?.Cost(used);
            Record.CostUsd = Record.Hedged ? cost + Record.HedgeCostUsd : cost;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Record.Abandoned |= !_ended; // The reader of a stream stopped reading.
        Record.LatencyMs = Elapsed();
        Record.RoleHold?.Dispose();
        if (Record is { Abandoned: true, Usage: null, AttemptLog: [.., { Cancelled: true }] })
        {
            Settle(new TokenUsage(Expected.Input, Output: Record.Streamed ? 0 : Expected.Output, Estimated: true)); // Whoever goes away is billed all the same (WIRE 45).
        }

        Allowance?.Settle(Record);
        foreach (var observer in _observers)
        {
            observer.Ended(Record);
        }
    }

    private double Elapsed() => _time.GetElapsedTime(Started).TotalMilliseconds;
}
