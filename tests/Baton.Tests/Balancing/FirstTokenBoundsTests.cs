using Baton.Balancing;
using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Tests.Balancing;

public sealed class FirstTokenBoundsTests
{
    private static readonly Deployment One = Ensemble.Deployment("m");
    private readonly FirstTokenBounds _bounds = new();

    private double Seconds(bool streamed = true, bool isLast = false, int tokens = 0) => _bounds.Of(One, streamed, isLast, tokens).TotalSeconds;

    [Fact]
    public void Before_twenty_samples_it_is_twenty_seconds_and_two_minutes_for_the_last()
    {
        Seconds().ShouldBe(20);
        Seconds(isLast: true).ShouldBe(120);
        Seconds(streamed: false, tokens: 100).ShouldBe(25);
    }

    [Theory]
    [InlineData(2_000, 10)]
    [InlineData(10, 5)]
    [InlineData(90_000, 120)]
    public void Then_it_is_five_times_the_slowest_percent_within_its_limits(double milliseconds, double seconds)
    {
        for (var i = 0; i < 20; i++)
        {
            _bounds.Add(One, streamed: true, milliseconds);
        }

        Seconds().ShouldBe(seconds);
        Seconds(streamed: false).ShouldBe(20);
    }

    [Fact]
    public void A_bound_that_ran_out_widens_it()
    {
        for (var i = 0; i < 20; i++)
        {
            _bounds.Add(One, streamed: true, 100);
        }

        _bounds.RanOut(One, streamed: true, TimeSpan.FromSeconds(5));
        for (var i = 0; i < 3; i++)
        {
            _bounds.Add(One, streamed: true, 100);
        }

        Seconds().ShouldBe(50);
    }

    [Fact]
    public void A_server_that_loads_the_model_first_is_given_all_the_time_there_is()
    {
        for (var i = 0; i < 20; i++)
        {
            _bounds.Add(One, streamed: true, 100);
        }

        _bounds.Of(One, streamed: true, isLast: false, tokens: 0, loads: true).TotalSeconds.ShouldBe(120);
    }

    [Fact]
    public void What_is_configured_holds()
    {
        var set = Catalog.Build(Ensemble.Options(new RequestPolicyOptions { FirstTokenTimeout = TimeSpan.FromSeconds(3) }, "m")).Models[0].Deployments[0];
        _bounds.Of(set, streamed: false, isLast: true, tokens: 1000).TotalSeconds.ShouldBe(3);
    }
}
