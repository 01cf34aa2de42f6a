using System.Runtime.CompilerServices;
using Baton.Models;

namespace Baton.Providers;

/// <summary>
/// A provider's credentials as one deployment sees them, taken in turn: one that was refused (401, 402, 403) rests, one whose limit
/// is reached (429) cools. A limit or a permission often holds for one model only, so each deployment learns for itself.
/// </summary>
internal sealed class KeyRing
{
    private static readonly ConditionalWeakTable<object, KeyRing> Rings = [];
    private static readonly TimeSpan RefusedRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstCooling = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestCooling = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Key[] _keys;
    private int _next;
    private volatile bool _troubled;

    private KeyRing(int count)
    {
        _keys = new Key[Math.Max(1, count)]; // A server that asks for no key can be overloaded as well.
        Array.Fill(_keys, default);
    }

    /// <summary>The ring of a deployment.</summary>
    public static KeyRing Of(Deployment deployment) => Rings.TryGetValue(deployment.Place, out var known)
        ? known
        : Rings.GetValue(deployment.Place, _ => new KeyRing(deployment.Provider.ApiKeys.Count));

    /// <summary>The key to use now: the next that is well, else the one that is so first.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <returns>Its index among the provider's.</returns>
    public int Take(long now)
    {
        if (_keys.Length == 1)
        {
            return 0;
        }

        lock (_lock)
        {
            var best = _next % _keys.Length;
            for (var i = 0; i < _keys.Length; i++)
            {
                var at = (_next + i) % _keys.Length;
                if (_keys[at].Until <= now)
                {
                    best = at;
                    break;
                }

                best = _keys[at].Until < _keys[best].Until ? at : best;
            }

            _next = best + 1;
            return best;
        }
    }

    /// <summary>A key was answered.</summary>
    public void Worked(int key)
    {
        if (_troubled)
        {
            lock (_lock)
            {
                _keys[key] = default;
                _troubled = Array.Exists(_keys, k => k.Until != 0 || k.InARow != 0);
            }
        }
    }

    /// <summary>A key was refused or has reached its limit.</summary>
    /// <param name="key">Its index.</param>
    /// <param name="refused">Whether the credential itself is at fault.</param>
    /// <param name="retryAfter">What the upstream said of when to come back.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Whether another key is well.</returns>
    public bool Failed(int key, bool refused, TimeSpan? retryAfter, TimeProvider time)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var inARow = _keys[key].InARow + 1;
            var doubled = TimeSpan.FromTicks(Math.Min(FirstCooling.Ticks << Math.Min(inARow - 1, 10), LongestCooling.Ticks));
            var rest = refused ? RefusedRest : retryAfter ?? doubled;
            _keys[key] = new Key(now + (long)(rest.TotalSeconds * time.TimestampFrequency), inARow, refused);
            _troubled = true;
            return Array.Exists(_keys, k => k.Until <= now);
        }
    }

    /// <summary>
    /// Until when every key cools; 0 where one can be used. A refused one can: only asking shows whether it was mended, and no
    /// capacity is spared by not asking.
    /// </summary>
    public long CoolUntil(long now)
    {
        if (!_troubled)
        {
            return 0;
        }

        lock (_lock)
        {
            var until = long.MaxValue;
            foreach (var key in _keys)
            {
                if (key.Until <= now)
                {
                    return 0;
                }

                until = key.Refused ? until : Math.Min(until, key.Until);
            }

            return until == long.MaxValue ? 0 : until;
        }
    }

    private readonly record struct Key(long Until, int InARow, bool Refused);
}
