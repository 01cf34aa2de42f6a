using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing;
using Baton.Tests.Models.Configuration;
using static Baton.Tests.Routing.RoutingCatalog;

namespace Baton.Tests.Routing;

/// <summary>G6: policies say where which requests may go.</summary>
public sealed class PolicyTests
{
    private static readonly Router Router = new(new FixedRoles(), new PriorEstimates());

    private static Route Choose(PlacementPolicyOptions[] policies, string target, RuleFacts facts, params ModelOptions[] models)
    {
        var catalog = RoutingCatalog.Catalog(models);
        catalog = Baton.Models.Catalog.Build(catalog.Options with { Policies = policies.ToEquatableArray() });
        return Router.Choose(new RouteRequest(target, Asked) { Facts = facts }, catalog);
    }

    private static readonly PlacementPolicyOptions ClinicStays = new("request.tenant == 'clinic'", Locality.Local);

    private static readonly RuleFacts Clinic = new(Tenant: "clinic");

    [Fact]
    public void Whom_a_policy_holds_for_goes_only_where_it_allows()
    {
        Choose([ClinicStays], "auto", default, Large, Medium, Small).Models().Length.ShouldBe(3);
        var route = Choose([ClinicStays], "auto", Clinic, Large, Medium, Small);
        route.Models().ShouldBe(["small"]);
        route.Excluded.ShouldAllBe(e => e.Constraint == "policy");
        route.Excluded[0].Reason.ShouldBe("policies[0] (request.tenant == 'clinic') demands locality local, and it runs in the cloud");
    }

    [Fact]
    public void A_name_leads_past_no_policy_nor_do_fallbacks()
    {
        var withFallback = Small with { Policy = new RequestPolicyOptions { Fallbacks = ["large"] } };
        Choose([ClinicStays], "small", default, Large, withFallback).Models().ShouldBe(["small", "large"]);
        Choose([ClinicStays], "small", Clinic, Large, withFallback).Models().ShouldBe(["small"]);
        var named = Choose([ClinicStays], "large", Clinic, Large, withFallback);
        named.Candidates.ShouldBeEmpty();
        named.Excluded.Single().Model.ShouldBe("large");
        Choose([ClinicStays], "large@cloud", Clinic, Large, withFallback).Candidates.ShouldBeEmpty();
    }

    [Fact]
    public void The_example_of_the_page_does_what_the_page_says()
    {
        var catalog = Baton.Models.Catalog.Build(Reading.Options(DocumentTests.Blocks("policies.md").Single()));
        string[] For(string target, RuleFacts facts) => Router.Choose(new RouteRequest(target, Asked) { Facts = facts }, catalog).Models();
        For("gpt-4o", default).ShouldBe(["gpt-4o", "qwen2.5"]);
        For("gpt-4o", Clinic).ShouldBe(["qwen2.5"]);
        For("auto", new RuleFacts(Tags: ["phi"])).ShouldBe(["qwen2.5"]);
        For("gpt-4o@openai", new RuleFacts(User: "guest")).ShouldBeEmpty();
    }

    [Fact]
    public void Several_policies_hold_together()
    {
        PlacementPolicyOptions[] policies =
        [
            new("request.tags contains 'phi'", null) { Models = ["medium", "small"] },
            new("request.user == 'eve'", null) { Providers = ["cloud", "here"] },
        ];
        Choose(policies, "auto", new RuleFacts(Tags: ["phi"]), Large, Medium, Small).Models().ShouldBe(["medium", "small"], ignoreOrder: true);
        Choose(policies, "auto", new RuleFacts(User: "eve"), Large, Medium, Small).Models().ShouldBe(["large", "small"], ignoreOrder: true);
        var both = Choose(policies, "auto", new RuleFacts(User: "eve", Tags: ["a", "phi"]), Large, Medium, Small);
        both.Models().ShouldBe(["small"]);
        both.Excluded.Select(e => e.Reason).ShouldContain("policies[1] (request.user == 'eve') allows the providers cloud, here alone, and it is at 'other'");
    }

    [Fact]
    public void A_request_that_none_holds_for_costs_nothing_more()
    {
        var catalog = Baton.Models.Catalog.Build(RoutingCatalog.Catalog(Large, Small).Options with { Policies = [ClinicStays] });
        var request = new RouteRequest("small", Asked);
        var first = Router.Choose(request, catalog);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Router.Choose(request, catalog);
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        each.ShouldBeLessThanOrEqualTo(64); // The route itself.
        first.Candidates.Length.ShouldBe(1);
    }
}
