using System.Collections.Immutable;
using Baton.Residency;
using Baton.Residency.Decisions;

namespace Baton.Tests.Residency;

/// <summary>Models of one provider, the processes and requests around them, and a clock: all of it moved by hand.</summary>
internal sealed class ResidencyWorld
{
    public const long Limit = 10;

    private readonly HashSet<long> _waiting = [];
    private readonly Dictionary<long, string> _owner = [];
    private long _lastRequest;

    public ResidencyWorld(params ResidentSettings[] settings)
    {
        Settings = settings;
        State = ResidencyState.Empty(TimeSpan.FromSeconds(10));
        for (var i = 0; i < settings.Length; i++)
        {
            Do(new ResidencyEvent.Known(Key(i), settings[i], Preload: false));
        }
    }

    public ResidentSettings[] Settings { get; }

    public ResidencyState State { get; private set; }

    public TimeSpan Now { get; private set; }

    /// <summary>What was to be done, in order.</summary>
    public List<ResidencyEffect> Done { get; } = [];

    public List<long> Granted { get; } = [];

    public List<long> Refused { get; } = [];

    public int Waiting => _waiting.Count;

    public static ResidentSettings Sized(long bytes, int priority = 0, bool pin = false, double keepAlive = 600) =>
        new("p", Limit, bytes, TimeSpan.FromSeconds(keepAlive), priority, pin);

    public static string Key(int model) => $"m{model}";

    public Resident this[int model] => State.Find(Key(model))!;

    public long Request(int model)
    {
        var id = ++_lastRequest;
        _waiting.Add(id);
        _owner[id] = Key(model);
        Do(new ResidencyEvent.Requested(Key(model), Settings[model], id));
        return id;
    }

    public void GiveUp(int model)
    {
        if (this[model].Waiting is [var first, ..])
        {
            _waiting.Remove(first.Id);
            Do(new ResidencyEvent.GaveUp(Key(model), first.Id));
        }
    }

    public void Release(int model)
    {
        if (this[model].Holds > 0)
        {
            Do(new ResidencyEvent.Released(Key(model)));
        }
    }

    /// <summary>What its process would do next: come to answer, or end as told.</summary>
    public void Process(int model)
    {
        if (this[model].Phase == ResidencePhase.Loading)
        {
            Do(new ResidencyEvent.Loaded(Key(model), null));
        }
        else if (this[model].Stopping)
        {
            Do(new ResidencyEvent.Ended(Key(model)));
        }
    }

    public void Crash(int model)
    {
        if (this[model].Phase == ResidencePhase.Loading)
        {
            Do(new ResidencyEvent.LoadFailed(Key(model), "no such file"));
        }
        else if (this[model].InMemory)
        {
            Do(new ResidencyEvent.Died(Key(model), "killed"));
        }
    }

    public void Unload(int model) => Do(new ResidencyEvent.UnloadAsked(Key(model)));

    /// <summary>Says what each model is to the roles; those that are not named are nothing to them.</summary>
    public void Stand(params (int Model, Standing What)[] standings) =>
        Do(new ResidencyEvent.Stood(standings.ToImmutableDictionary(s => Key(s.Model), s => s.What)));

    /// <summary>The machine's memory is looked at: so much is left beside what is taken.</summary>
    public void See(long? free, long graphics = 0) => Do(new ResidencyEvent.MemorySeen(free, graphics));

    public void ChangeGraphics() => Do(new ResidencyEvent.GraphicsChanged());

    public void Forget(int model) => Do(new ResidencyEvent.Gone(Key(model)));

    /// <summary>Loads a model for one request, which keeps its hold.</summary>
    public void Load(int model)
    {
        Request(model);
        for (var i = 0; i < Settings.Length; i++)
        {
            Process(i);
        }

        Process(model);
    }

    /// <summary>Lets time go by; the timer rings when it was set to.</summary>
    public void Wait(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (State.WakeAt is { } wake && wake <= end && wake > Now)
        {
            Now = wake;
            Do(new ResidencyEvent.Tick());
        }

        Now = end;
        Do(new ResidencyEvent.Tick());
    }

    private void Do(ResidencyEvent happened)
    {
        var before = State;
        (State, var effects) = ResidencyDecisions.Decide(State, happened, Now);
        foreach (var effect in effects)
        {
            Done.Add(effect);
            switch (effect)
            {
                case ResidencyEffect.Grant grant:
                    _waiting.Remove(grant.Request).ShouldBeTrue("a request is answered once");
                    var granted = State.Find(_owner[grant.Request])!;
                    (granted is { Phase: ResidencePhase.Ready or ResidencePhase.Draining, Stopping: false, Holds: > 0 }).ShouldBeTrue();
                    Granted.Add(grant.Request);
                    break;
                case ResidencyEffect.Refuse refuse:
                    _waiting.Remove(refuse.Request).ShouldBeTrue("a request is answered once");
                    Refused.Add(refuse.Request);
                    break;
                case ResidencyEffect.Stop stop:
                    (happened is ResidencyEvent.Loaded || before.Find(stop.Key)!.Phase != ResidencePhase.Loading).ShouldBeTrue("a loading model is not evicted");
                    State.Find(stop.Key)!.Holds.ShouldBe(0, "a held model is not evicted");
                    break;
                case ResidencyEffect.Start start:
                    State.Find(start.Key)!.Phase.ShouldBe(ResidencePhase.Loading);
                    break;
                default:
                    break;
            }
        }

        State.Residents.Values.All(r => r.Holds >= 0).ShouldBeTrue();
        State.Residents.Values.Where(r => r.InMemory).Sum(r => r.Bytes).ShouldBeLessThanOrEqualTo(Limit, "the limit holds");
        State.Residents.Values.Any(r => r.Phase == ResidencePhase.Ready && !r.Waiting.IsEmpty).ShouldBeFalse("a loaded model makes nobody wait");
    }
}
