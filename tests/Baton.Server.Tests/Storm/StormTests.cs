using System.Globalization;
using Baton.Balancing;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Storm;

/// <summary>Many clients, and upstreams that are killed, slowed, made to lie and revived at random, by a seed.</summary>
public sealed class StormTests(ITestOutputHelper output)
{
    private const int Clients = 200;

    /// <summary>Seconds of the storm; <c>BATON_STORM_SECONDS</c> sets another time for a longer look.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("BATON_STORM_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 30);

    [Fact]
    public async Task In_a_storm_every_answer_is_whole_and_from_one_deployment_or_a_typed_error()
    {
        const int Seed = 20_261_125;
        var names = new[] { "north", "east", "south", "west" };
        var weathers = await Task.WhenAll(names.Select(Weather.StartAsync));
        var tally = new Tally();
        await using var gateway = await TestGateway.StartAsync(
            (b, _) =>
            {
                foreach (var (name, weather) in names.Zip(weathers))
                {
                    b.AddProvider(name, ProviderKinds.OpenAI, weather.OpenAIUrl);
                }

                b.AddModel(new ModelOptions { Card = new ModelCard { Id = "m" }, Deployments = names.Select(n => new DeploymentOptions { Provider = n }).ToEquatableArray() });
            },
            [],
            o => o with
            {
                Defaults = new RequestPolicyOptions
                {
                    FirstTokenTimeout = TimeSpan.FromSeconds(1),
                    StallTimeout = TimeSpan.FromSeconds(1),
                    CircuitOpenFor = TimeSpan.FromSeconds(1),
                    QueueTimeout = TimeSpan.FromSeconds(5),
                    MaxConcurrency = 60,
                    HedgeAfter = TimeSpan.FromMilliseconds(300),
                    HedgeShare = 0.1,
                },
            },
            services: s => s.AddSingleton<IRequestObserver>(tally).AddSingleton<ILoggerProvider>(new BugLog(tally)));

        using (var end = new CancellationTokenSource(Duration))
        {
            var clients = Enumerable.Range(0, Clients).Select(i => Task.Run(() => new StormClient(gateway.Http, tally, i, Seed + i).AskUntilAsync(end.Token)));
            await Task.WhenAll([ConductAsync(weathers, new Random(Seed), end.Token), .. clients]);
        }

        foreach (var weather in weathers)
        {
            await weather.WaitForIdleAsync();
        }

        output.WriteLine($"whole {tally.Whole}, refused {tally.Refused}, broken after text {tally.Broken}, attempts {tally.Records.Sum(r => r.Attempts)}, hedged {tally.Records.Count(r => r.Hedged)}");
        tally.Wrongs.ShouldBeEmpty();
        tally.Whole.ShouldBeGreaterThan(Clients);
        CountsAgree(weathers, tally);
        foreach (var deployment in gateway.Services.GetRequiredService<CatalogSource>().Current.Models[0].Deployments)
        {
            DeploymentState.Of(deployment).InFlight.ShouldBe(0, deployment.Id);
            DeploymentState.Of(deployment).Queue.ShouldBe(0, deployment.Id);
        }

        foreach (var weather in weathers)
        {
            await weather.DisposeAsync();
        }
    }

    /// <summary>Changes the weather: mostly moods, now and then the end of a life and a new one.</summary>
    private static async Task ConductAsync(Weather[] weathers, Random random, CancellationToken end)
    {
        var dead = new HashSet<Weather>();
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 250)), TimeProvider.System, CancellationToken.None);
            var one = weathers[random.Next(weathers.Length)];
            if (dead.Remove(one))
            {
                await one.ReviveAsync();
            }
            else if (random.Next(6) == 0 && dead.Count < weathers.Length - 1)
            {
                dead.Add(one);
                await one.KillAsync();
            }
            else
            {
                one.Change(random);
            }
        }

        foreach (var one in weathers)
        {
            one.Calm();
            if (dead.Contains(one))
            {
                await one.ReviveAsync();
            }
        }
    }

    /// <summary>What the upstreams received is what the gateway says it sent, but for what did not reach a dead one.</summary>
    private static void CountsAgree(Weather[] weathers, Tally tally)
    {
        var received = weathers.SelectMany(w => w.Received).Count();
        var reported = tally.Records.Sum(r => r.Attempts);
        var lost = tally.Records.Sum(r => r.AttemptLog.Count(a => a.Error == ErrorCodes.UpstreamUnreachable || a.Cancelled));
        received.ShouldBeInRange(reported - lost, reported);
        tally.Records.ShouldAllBe(r => r.Attempts <= 4 && r.Attempts == r.AttemptLog.Count);
    }
}
