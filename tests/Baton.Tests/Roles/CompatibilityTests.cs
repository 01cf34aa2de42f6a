using Baton.Models;
using Baton.Models.Configuration;
using Baton.Roles;
using Baton.Roles.Traffic;
using Baton.Routing;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Roles;

public sealed class CompatibilityTests
{
    private static readonly ModelCard Rich = new()
    {
        Id = "rich",
        Capabilities = ["tools", "vision"],
        ContextWindow = 100_000,
        Quality = 0.9,
        LatencyMs = 100,
        TokensPerSecond = 100,
        Price = new TokenPrice(1, 1),
    };

    [Fact]
    public void An_equal_model_lacks_nothing() => Codes(Rich with { Id = "other" }).ShouldBeEmpty();

    [Fact]
    public void Everything_that_the_new_one_lacks_is_told()
    {
        var poor = new ModelCard { Id = "poor", Capabilities = ["tools"], ContextWindow = 8_000, Quality = 0.6, LatencyMs = 2_000, TokensPerSecond = 10, Price = new TokenPrice(5, 5) };
        Codes(poor).ShouldBe(["capability_missing", "context_window_smaller", "price_higher", "quality_lower", "slower"]);
        Should.Throw<BatonException>(() => Codes(poor, strict: true)).Code.ShouldBe(ErrorCodes.NotAllowed);
    }

    [Fact]
    public void What_the_roles_requests_really_used_counts_whatever_the_old_one_declared()
    {
        var profile = RoleProfile.Of([.. Enumerable.Repeat(Sample(["json_schema"], prompt: 50_000), 3)]);
        var warnings = Check(Rich with { Id = "new", ContextWindow = 32_000 }, profile);
        warnings.Select(w => w.Code).ShouldBe(["capability_missing", "context_window_too_small"]);
        warnings[0].Message.ShouldContain("3 of the role's last 3 requests needed 'json_schema'");
        Check(Rich with { Id = "new", Capabilities = null }, profile).Select(w => w.Code).ShouldBe(["capability_unknown"]);
    }

    [Fact]
    public void An_unknown_price_is_told_where_the_old_one_was_known() =>
        Codes(Rich with { Id = "new", Price = new TokenPrice(1) }).ShouldBe(["price_unknown"]);

    [Fact]
    public void What_the_role_requires_is_an_error_always() => Should.Throw<BatonException>(
        () => Compatibility.Check(Input(Rich, RoleProfile.Unknown) with { Requires = ["reasoning"] }, new PriorEstimates(), strict: false)).Message.ShouldContain("reasoning");

    [Fact]
    public void A_check_takes_less_than_ten_milliseconds_over_a_full_memory()
    {
        var traffic = new RoleTraffic(new FakeTimeProvider());
        var samples = Enumerable.Range(0, RoleTraffic.Held).Select(i => Sample(["tools"], i)).ToArray();
        Check(Rich, RoleProfile.Of(samples)); // Compiled by now.
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 10; i++)
        {
            Check(Rich, RoleProfile.Of(samples));
        }

        TimeProvider.System.GetElapsedTime(start).TotalMilliseconds.ShouldBeLessThan(100);
        traffic.ProfileOf("nobody").ShouldBe(RoleProfile.Unknown);
    }

    private static string[] Codes(ModelCard to, bool strict = false) => [.. Check(to, RoleProfile.Unknown, strict).Select(w => w.Code)];

    private static IReadOnlyList<SwapWarning> Check(ModelCard to, RoleProfile profile, bool strict = false) =>
        Compatibility.Check(Input(to, profile), new PriorEstimates(), strict);

    private static CompatibilityInput Input(ModelCard to, RoleProfile profile) => new("writer", [], Of(Rich), Of(to), profile);

    private static TrafficSample Sample(EquatableArray<string> requires, long prompt) =>
        new("rich", DateTimeOffset.UnixEpoch, true, 100, requires, prompt, 100, TaskType.Coding, 0.5);

    private static Model Of(ModelCard card) => Catalog.Build(new BatonOptions
    {
        Providers = [new ProviderOptions { Name = "p", Kind = ProviderKinds.OpenAI }],
        Models = [new ModelOptions { Card = card, Deployments = [new DeploymentOptions { Provider = "p" }] }],
    }).Models[0];
}
