using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing;
using static Baton.Tests.Routing.RoutingCatalog;

namespace Baton.Tests.Routing;

public sealed class ConstraintTests
{
    private static readonly Router Router = new(new FixedRoles(), new PriorEstimates());

    public static TheoryData<RouteConstraints, string, string, string> Cases() => new()
    {
        { new() { MaxCostUsd = 0.001m }, "medium small", "max_cost_usd", "expected to cost $0.014, more than $0.001" },
        { new() { MaxLatencyMs = 5_000 }, "medium", "max_latency_ms", "expected to take 6.8 s, longer than 5.0 s" },
        { new() { MinQuality = 0.8 }, "large", "min_quality", "expected quality 0.75, less than 0.80" },
        { new() { MinContext = 100_000 }, "large", "min_context", "its context window is 32000 tokens, less than 100000 tokens" },
        { new() { Capabilities = [Capabilities.Vision] }, "large", "capabilities", "'vision' is demanded, and its capabilities do not list it" },
        { new() { Locality = Locality.Local }, "small", "locality", "runs in the cloud, and locally is demanded" },
        { new() { Locality = Locality.Cloud }, "large medium", "locality", "runs locally, and in the cloud is demanded" },
        { new() { Providers = ["cloud", "here"] }, "large small", "providers", "is at 'other', not at 'cloud' or 'here'" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_constraint_takes_out_who_violates_it_and_says_so(
        RouteConstraints constraints, string left, string name, string reason)
    {
        var route = Choose(constraints, Large, Medium, Small);

        string.Join(' ', route.Models()).ShouldBe(left);
        route.Excluded.ShouldContain(e => e.Constraint == name && e.Reason == reason);
        route.Models().Concat(route.Excluded.Select(e => e.Model).Distinct()).ShouldBe(["large", "medium", "small"], ignoreOrder: true);
    }

    public static TheoryData<RouteConstraints, string> Unknowable() => new()
    {
        { new() { MaxCostUsd = 5 }, "its price is unknown" },
        { new() { MaxLatencyMs = 60_000 }, "its latency is unknown" },
        { new() { MinQuality = 0.1 }, "its quality is unknown" },
        { new() { MinContext = 10 }, "its context window is unknown" },
        { new() { Capabilities = [Capabilities.Tools] }, "'tools' is demanded, and nothing is known of its capabilities" },
    };

    [Theory]
    [MemberData(nameof(Unknowable))]
    public void What_cannot_be_shown_to_hold_does_not_hold(RouteConstraints constraints, string reason)
    {
        var route = Choose(constraints, Of("mystery", "cloud"));

        route.Candidates.ShouldBeEmpty();
        route.Excluded.ShouldHaveSingleItem().Reason.ShouldStartWith(reason);
    }

    [Fact]
    public void An_emptied_list_names_every_constraint_that_took_a_model_out()
    {
        var route = Choose(new() { MinQuality = 0.95, Locality = Locality.Local }, Large, Small);

        route.Candidates.ShouldBeEmpty();
        route.Excluded.Select(e => (e.Model, e.Constraint)).ShouldBe([("large", "min_quality"), ("large", "locality"), ("small", "min_quality")]);
    }

    [Fact]
    public void Sensitive_data_stays_at_the_local_deployment_of_a_model_that_is_also_in_the_cloud() =>
        Choose(new() { Locality = Locality.Local }, Of("both", "cloud", "here")).Deployments().ShouldBe(["both@here"]);

    [Fact]
    public void What_the_configuration_says_of_a_models_place_wins_over_its_provider() =>
        Choose(new() { Locality = Locality.Local }, Of("leased", "here") with { Locality = Locality.Cloud }).Candidates.ShouldBeEmpty();

    [Fact]
    public void Deployments_that_fall_to_the_same_constraint_are_one_exclusion() =>
        Choose(new() { Providers = ["here"] }, Of("x", "cloud", "cloud", "other")).Excluded.ShouldHaveSingleItem();

    private static Route Choose(RouteConstraints constraints, params ModelOptions[] models) =>
        Router.Choose(Auto("quality") with { Constraints = constraints }, Catalog(models));
}
