using Baton.Residency.Decisions;
using BenchmarkDotNet.Attributes;

namespace Baton.Benchmarks;

/// <summary>What residency decides for a request of a loaded model, and when one must make room for another.</summary>
[MemoryDiagnoser]
public class ResidencyBenchmarks
{
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);

    private ResidencyState _state = ResidencyState.Empty(TimeSpan.FromSeconds(10));

    /// <summary>Models of the provider; half of them are loaded.</summary>
    [Params(4, 32)]
    public int Models { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _state = ResidencyState.Empty(TimeSpan.FromSeconds(10));
        for (var i = 0; i < Models; i++)
        {
            _state = Decide(new ResidencyEvent.Known(Key(i), Settings, Preload: i < Models / 2));
        }

        for (var i = 0; i < Models / 2; i++)
        {
            _state = Decide(new ResidencyEvent.Loaded(Key(i), null));
        }
    }

    private ResidentSettings Settings => new("p", Models / 2, 1, TimeSpan.FromMinutes(10));

    /// <summary>A request takes a hold and gives it back.</summary>
    [Benchmark]
    public object HoldAndRelease()
    {
        var (held, _) = ResidencyDecisions.Decide(_state, new ResidencyEvent.Requested(Key(0), Settings, 1), Now);
        return ResidencyDecisions.Decide(held, new ResidencyEvent.Released(Key(0)), Now);
    }

    /// <summary>A request for one that is not loaded: who makes room?</summary>
    [Benchmark]
    public object MakeRoom() => ResidencyDecisions.Decide(_state, new ResidencyEvent.Requested(Key(Models - 1), Settings, 1), Now);

    private static string Key(int model) => $"model-{model}";

    private ResidencyState Decide(ResidencyEvent happened) => ResidencyDecisions.Decide(_state, happened, Now).State;
}
