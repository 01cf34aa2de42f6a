using System.Collections.Concurrent;
using Baton.Models;
using Baton.Telemetry;

namespace Baton.Roles.Traffic;

/// <summary>Remembers the last requests of each role: what they needed and how they went. Bounded; no prompt is kept.</summary>
internal sealed class RoleTraffic(TimeProvider time) : IRequestObserver
{
    /// <summary>How many requests a role are held.</summary>
    internal const int Held = 256;

    private const int MostRoles = 1_000;

    private readonly ConcurrentDictionary<string, Ring> _roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Carried> _carried = new(StringComparer.Ordinal);

    /// <summary>Raised after each request that says something about the model that played.</summary>
    public event Action<string, TrafficSample>? Sampled;

    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        if (record is not { Role: { } role, RoleModel: { } model, Abandoned: false } || (record.Error is { } error && ErrorCodes.IsCallers(error)))
        {
            return;
        }

        var sample = new TrafficSample(
            model, time.GetUtcNow(), record.Error is null && record.Deployment?.Model.Id == model, record.LatencyMs ?? 0, record.Requires,
            record.Usage?.Prompt ?? 0, record.Usage?.Output ?? 0, record.Task ?? TaskType.General, record.Complexity ?? 0.5);
        if (_roles.Count < MostRoles || _roles.ContainsKey(role))
        {
            _roles.GetOrAdd(role, static _ => new Ring()).Add(sample);
            Sampled?.Invoke(role, sample);
        }
    }

    /// <summary>What the role's requests were like.</summary>
    public RoleProfile ProfileOf(string role) => RoleProfile.Of(SamplesOf(role));

    /// <summary>How a model did in a role since a time.</summary>
    public PlayerFigures FiguresOf(string role, string model, DateTimeOffset since) =>
        PlayerFigures.Of(SamplesOf(role).Where(s => s.Model == model && s.At >= since));

    /// <summary>How a model did in its last requests of a role since a time, and when the last of them ended.</summary>
    public (PlayerFigures Figures, DateTimeOffset Last) LatelyOf(string role, string model, DateTimeOffset since, int most)
    {
        var samples = SamplesOf(role).Where(s => s.Model == model && s.At >= since).TakeLast(most).ToList();
        return (PlayerFigures.Of(samples), samples.Count == 0 ? DateTimeOffset.MinValue : samples[^1].At);
    }

    /// <summary>Keeps how a player did beside the one that replaces him.</summary>
    /// <returns>The requests that it rests on.</returns>
    public int Carry(string role, string from, DateTimeOffset since, string to)
    {
        var figures = FiguresOf(role, from, since);
        _carried[role] = new Carried(to, figures);
        return figures.Samples;
    }

    /// <summary>How the player did whom this one replaced; <c>null</c> where he replaced nobody that was seen.</summary>
    public PlayerFigures? Before(string role, string model) =>
        _carried.TryGetValue(role, out var carried) && carried.To == model && carried.Figures.Samples > 0 ? carried.Figures : null;

    /// <summary>Forgets a role that is gone.</summary>
    public void Forget(string role)
    {
        _roles.TryRemove(role, out _);
        _carried.TryRemove(role, out _);
    }

    private TrafficSample[] SamplesOf(string role) => _roles.TryGetValue(role, out var ring) ? ring.All() : [];

    private sealed class Ring
    {
        private readonly Lock _lock = new();
        private readonly Queue<TrafficSample> _samples = new();

        public void Add(TrafficSample sample)
        {
            lock (_lock)
            {
                if (_samples.Count == Held)
                {
                    _samples.Dequeue();
                }

                _samples.Enqueue(sample);
            }
        }

        public TrafficSample[] All()
        {
            lock (_lock)
            {
                return [.. _samples];
            }
        }
    }

    private sealed record Carried(string To, PlayerFigures Figures);
}
