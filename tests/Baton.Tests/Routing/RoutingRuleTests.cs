using Baton.Models;
using Baton.Routing;
using static Baton.Tests.Routing.RoutingCatalog;

namespace Baton.Tests.Routing;

public sealed class RoutingRuleTests
{
    private static readonly Router Router = new(
        new FixedRoles(new RolePlayer("cheap", "small"), new RolePlayer("idle", null)), new PriorEstimates());

    [Fact]
    public void A_rule_that_holds_puts_its_models_in_front_in_its_order()
    {
        var route = Choose(Asked, ("task.type == 'general'", ["small", "medium"]));

        route.Models().ShouldBe(["small", "medium", "large"]);
        route.Strategy.ShouldBe("quality");
        route.Candidates[0].Reason.ShouldStartWith("rule 1 (task.type == 'general') puts it in front, number 1 of 3 by quality");
        route.Candidates[2].Reason.ShouldStartWith("number 3 of 3 by quality");
    }

    [Fact]
    public void A_rule_that_does_not_hold_changes_nothing() =>
        Choose(Asked, ("task.complexity > 0.7", ["small"])).Models().ShouldBe(["large", "medium", "small"]);

    [Fact]
    public void The_first_rule_that_holds_counts() =>
        Choose(Asked, ("request.tools", ["large"]), ("true", ["medium"]), ("true", ["small"])).Models().ShouldBe(["medium", "large", "small"]);

    [Theory]
    [InlineData("role:cheap")]
    [InlineData("cheap")]
    public void A_rule_may_name_a_role(string use) => Choose(Asked, ("true", [use])).Models()[0].ShouldBe("small");

    [Fact]
    public void A_rule_whose_models_are_out_gives_way_to_the_next()
    {
        var route = Choose(Asked with { Requires = [Capabilities.Tools] }, ("true", ["small", "role:idle", "gone"]), ("true", ["medium"]));

        route.Models().ShouldBe(["medium", "large"]);
        route.Candidates[0].Reason.ShouldStartWith("rule 2");
    }

    [Fact]
    public void Rules_do_not_move_a_named_model() =>
        Router.Choose(new RouteRequest("large", Asked), Catalog(WithRules(("true", ["small"])), Large, Small)).Models().ShouldBe(["large"]);

    [Fact]
    public void Rules_look_at_the_requests_facts() =>
        Router.Choose(
            new RouteRequest("auto:quality", Asked) { Facts = new RuleFacts(Tenant: "clinic") },
            Catalog(WithRules(("request.tenant == 'clinic'", ["small"])), Large, Small)).Models().ShouldBe(["small", "large"]);

    [Fact]
    public void A_rule_that_code_wrote_wrongly_is_an_error_of_the_configuration()
    {
        var error = Should.Throw<BatonException>(() => Choose(Asked, ("true", ["small"]), ("task.typ == 'x'", ["small"])));

        error.Code.ShouldBe(ErrorCodes.InvalidConfiguration);
        error.Message.ShouldContain("Rule 2 of 'routing.rules' cannot be read, at character 1: unknown name 'task.typ'");
    }

    private static Route Choose(TaskAnalysis task, params (string When, string[] Use)[] rules) =>
        Router.Choose(new RouteRequest("auto:quality", task), Catalog(WithRules(rules), Large, Medium, Small));
}
