using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing;
using static Baton.Tests.Routing.RoutingCatalog;

namespace Baton.Tests.Routing;

public sealed class NamedTargetTests
{
    private static readonly Router Router = new(
        new FixedRoles(
            new RolePlayer("analyst", "medium"),
            new RolePlayer("writer", "medium", Fallbacks: ["small"]),
            new RolePlayer("loner", "with-fallbacks", Fallbacks: []),
            new RolePlayer("idle", null),
            new RolePlayer("orphan", "sold")),
        new PriorEstimates());

    private static readonly Catalog Known = Catalog(
        Large,
        Medium,
        Small,
        Of("twins", "cloud", "here", "here"),
        Of("qwen2.5-coder:7b", "here"),
        Of("meta/llama", "cloud"),
        Of("role:odd", "cloud"),
        Of("with-fallbacks", "cloud", "other") with { Policy = new RequestPolicyOptions { Fallbacks = ["twins", "no-more", "with-fallbacks", "small"] } });

    [Theory]
    [InlineData("large", "large@cloud")]
    [InlineData("twins", "twins@cloud twins@here twins@here#2")]
    [InlineData("twins@here#2", "twins@here#2")]
    [InlineData("qwen2.5-coder:7b", "qwen2.5-coder:7b@here")]
    [InlineData("qwen2.5-coder:7b@here", "qwen2.5-coder:7b@here")]
    [InlineData("meta/llama", "meta/llama@cloud")]
    [InlineData("role:odd", "role:odd@cloud")]
    [InlineData("role:analyst", "medium@other")]
    [InlineData("role:writer", "medium@other small@here")]
    [InlineData("role:loner", "with-fallbacks@cloud with-fallbacks@other")]
    [InlineData("with-fallbacks", "with-fallbacks@cloud with-fallbacks@other twins@cloud twins@here twins@here#2 small@here")]
    [InlineData("with-fallbacks@other", "with-fallbacks@other")]
    public void A_name_stands_for_its_deployments_and_then_its_fallbacks(string target, string deployments)
    {
        var route = Choose(target);

        route.Strategy.ShouldBe("named");
        string.Join(' ', route.Deployments()).ShouldBe(deployments);
        route.Excluded.ShouldBeEmpty();
    }

    [Fact]
    public void Every_candidate_says_why_it_is_there()
    {
        Choose("large").Candidates[0].Reason.ShouldBe("asked for by name");
        Choose("role:writer").Candidates[0].Reason.ShouldBe("plays the role 'writer'");
        Choose("role:writer").Candidates[1].Reason.ShouldBe("fallback, for when 'medium' has no deployment left");
    }

    [Theory]
    [InlineData("larg", "'large'")]
    [InlineData("medium@othr", "'medium@other'")]
    [InlineData("role:analist", "'role:analyst'")]
    [InlineData("auto:qality", "'auto:quality'")]
    [InlineData("AUTO", "'auto'")]
    [InlineData("zzzzzzzzzzzzzzzz", "Known are 'large', 'medium', 'small'")]
    [InlineData("panel:careful", "is a panel, and this version has none yet")]
    [InlineData("role:orphan", "played by 'sold', and there is no such model")]
    [InlineData("", "Known are")]
    public void An_unknown_name_is_told_with_the_nearest_ones(string target, string message)
    {
        var error = Should.Throw<BatonException>(() => Choose(target));

        error.Code.ShouldBe(ErrorCodes.ModelNotFound);
        error.Param.ShouldBe("model");
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_name_of_absurd_length_costs_little()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<BatonException>(() => Choose(new string('x', 1_000_000))).Message.Length.ShouldBeLessThan(600);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
    }

    [Fact]
    public void An_unknown_strategy_is_told_even_beside_a_named_model()
    {
        var error = Should.Throw<BatonException>(() => Router.Choose(new RouteRequest("large", Asked) { Strategy = "cheap" }, Known));

        error.Param.ShouldBe("strategy");
        error.Message.ShouldContain("'quality', 'cost', 'latency', 'balanced'");
    }

    [Fact]
    public void A_role_that_nobody_plays_is_empty() =>
        Should.Throw<BatonException>(() => Choose("role:idle")).Code.ShouldBe(ErrorCodes.RoleEmpty);

    [Fact]
    public void A_role_follows_its_player_at_once()
    {
        var player = new RolePlayer("analyst", "medium");
        var roles = NSubstitute.Substitute.For<IRoleResolver>();
        NSubstitute.SubstituteExtensions.Returns(roles.Find("analyst"), _ => player);
        var router = new Router(roles, new PriorEstimates());

        router.Choose(new RouteRequest("role:analyst", Asked), Known).Models().ShouldBe(["medium"]);
        player = player with { Model = "small" };
        router.Choose(new RouteRequest("role:analyst", Asked), Known).Models().ShouldBe(["small"]);
        player = player with { Fallbacks = ["large"] };
        router.Choose(new RouteRequest("role:analyst", Asked), Known).Models().ShouldBe(["small", "large"]);
    }

    [Fact]
    public void Constraints_hold_for_a_named_model_and_its_fallbacks_too()
    {
        var route = Router.Choose(
            new RouteRequest("with-fallbacks", Asked) { Constraints = new RouteConstraints { Locality = Locality.Local } }, Known);

        route.Deployments().ShouldBe(["twins@here", "twins@here#2", "small@here"]);
        route.Excluded.ShouldHaveSingleItem().ShouldBe(new Exclusion("with-fallbacks", "locality", "runs in the cloud, and locally is demanded"));
    }

    [Fact]
    public void A_named_model_is_not_second_guessed()
    {
        var image = Asked with { Requires = [Capabilities.Vision], InputTokens = 1_000_000 };

        Router.Choose(new RouteRequest("small", image), Known).Models().ShouldBe(["small"]);
    }

    [Fact]
    public void A_named_model_costs_the_route_and_nothing_else()
    {
        var request = new RouteRequest("with-fallbacks", Asked);
        Router.Choose(request, Known);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Router.Choose(request, Known);
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100).ShouldBeLessThanOrEqualTo(64);
    }

    private static Route Choose(string target) => Router.Choose(new RouteRequest(target, Asked), Known);
}
