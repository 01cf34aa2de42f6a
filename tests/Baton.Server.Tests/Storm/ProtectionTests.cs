using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Server.Tests.Storm;

/// <summary>What the defaults protect from: nothing is configured but two deployments, of which one is always bad.</summary>
public sealed class ProtectionTests
{
    private const int Requests = 200;

    [Theory]
    [InlineData("fake-cut-after-1", true, 0)]
    [InlineData("fake-cut-after-3", true, 5)]
    [InlineData("fake-cut-after-20", false, 0)]
    [InlineData("fake-end-after-1", true, 0)]
    [InlineData("fake-end-after-3", true, 5)]
    [InlineData("fake-error-after-0", true, 0)]
    [InlineData("fake-error-after-3", true, 5)]
    [InlineData("fake-error-after-0", false, 0)]
    [InlineData("fake-status-500", true, 0)]
    [InlineData("fake-garbage-after-0", false, 0)]
    public async Task Every_request_is_answered_whole_or_ends_in_a_typed_error_after_text(string bad, bool stream, int mostBroken)
    {
        await using var gateway = await StartAsync(bad);
        var (whole, broken) = (0, 0);
        for (var i = 0; i < Requests; i++)
        {
            using var response = await gateway.ChatAsync("m", stream: stream);
            response.IsSuccessStatusCode.ShouldBeTrue();
            if (!stream)
            {
                (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Hello from fake.");
                whole++;
                continue;
            }

            var (events, cut) = await response.BrokenEventsAsync();
            if (cut)
            {
                events[^1].ShouldStartWith("{\"error\":{");
                events.Text().ShouldNotBeEmpty(); // Only where text had already flowed.
                broken++;
            }
            else
            {
                events[^1].ShouldBe("[DONE]");
                events.Text().ShouldBe("Hello from fake.");
                whole++;
            }
        }

        (whole + broken).ShouldBe(Requests);
        broken.ShouldBeLessThanOrEqualTo(mostBroken);
        gateway.Upstream.Requests.Count(bad).ShouldBeInRange(1, 6); // Rested within its first failures; a probe at most beside them.
    }

    [Fact]
    public async Task One_that_always_hangs_loses_its_traffic_at_once_and_is_rested_after_three()
    {
        await using var gateway = await StartAsync("fake-hang-after-0", o => o with { Defaults = new RequestPolicyOptions { FirstTokenTimeout = TimeSpan.FromMilliseconds(200) } });
        for (var i = 0; i < Requests; i++)
        {
            using var response = await gateway.ChatAsync("m", stream: i % 2 == 0);
            response.IsSuccessStatusCode.ShouldBeTrue();
        }

        gateway.Upstream.Requests.Count("fake-hang-after-0").ShouldBeInRange(1, 4);
    }

    private static Task<TestGateway> StartAsync(string bad, Func<BatonOptions, BatonOptions>? change = null) => TestGateway.StartAsync(
        (b, _) => b.AddModel(new ModelOptions
        {
            Card = new ModelCard { Id = "m" },
            Deployments = [new DeploymentOptions { Provider = "up", Model = bad }, new DeploymentOptions { Provider = "up", Model = "fake" }],
        }),
        [], change);
}
