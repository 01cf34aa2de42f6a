using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing;
using static Baton.Tests.Routing.RoutingCatalog;

namespace Baton.Tests.Routing;

public sealed class AutoTests
{
    private static readonly Router Router = new(
        new FixedRoles(new RolePlayer("cheap", "small"), new RolePlayer("idle", null)), new PriorEstimates());

    private static readonly Catalog Three = Catalog(Medium, Large, Small);

    [Theory]
    [InlineData("quality", "large medium small")]
    [InlineData("cost", "small medium large")]
    [InlineData("latency", "medium large small")]
    [InlineData("balanced", "medium large small")]
    public void A_strategy_orders_by_what_it_counts(string strategy, string expected)
    {
        var route = Router.Choose(Auto(strategy), Three);

        route.Strategy.ShouldBe(strategy);
        string.Join(' ', route.Models()).ShouldBe(expected);
    }

    [Fact]
    public void Without_a_strategy_the_configurations_counts()
    {
        Router.Choose(new RouteRequest("auto", Asked), Three).Strategy.ShouldBe("balanced");
        Router.Choose(new RouteRequest("auto", Asked), Catalog(new RoutingOptions { Strategy = "cost" }, Large, Small)).Strategy.ShouldBe("cost");
        Router.Choose(new RouteRequest("auto:cost", Asked) { Strategy = "quality" }, Three).Strategy.ShouldBe("quality");
    }

    [Fact]
    public void What_was_learned_of_a_task_moves_the_balance_and_nothing_else()
    {
        static string Chosen(string? preference, string target) =>
            new Router(new FixedRoles(), new PriorEstimates(), new Preferring(preference)).Choose(new RouteRequest(target, Asked), Close).Candidates[0].Deployment.Model.Id;

        Chosen("quality", "auto").ShouldBe("good");
        Chosen("fast", "auto").ShouldBe("quick");
        Chosen("fast", "auto:quality").ShouldBe("good");
        Chosen("quality", "auto:latency").ShouldBe("quick");
        Chosen("quality", "auto:balanced").ShouldBe(Chosen(null, "auto"));

        var route = new Router(new FixedRoles(), new PriorEstimates(), new Preferring("fast")).Choose(new RouteRequest("auto", Asked), Close);
        route.Strategy.ShouldBe("balanced");
        route.Candidates[0].Reason.ShouldStartWith("number 1 of 2 by balanced (such requests want speed), score");
    }

    /// <summary>Two that are about as good all in all: one better, one quicker.</summary>
    private static Catalog Close => Catalog(
        Of("good", "cloud") with { Card = Card("good") with { Quality = 0.80, LatencyMs = 2_000, TokensPerSecond = 40, Price = new TokenPrice(1, 1) } },
        Of("quick", "cloud") with { Card = Card("quick") with { Quality = 0.55, LatencyMs = 300, TokensPerSecond = 300, Price = new TokenPrice(1, 1) } });

    private sealed class Preferring(string? preference) : ITaskPreferences
    {
        public string? PreferenceOf(TaskType task) => preference;
    }

    [Fact]
    public void The_predictions_follow_from_what_is_declared()
    {
        var large = Router.Choose(Auto("quality"), Three).Candidates[0];

        large.Quality.ShouldBe(0.9);
        large.LatencyMs.ShouldBe(800 + (300 / 50 * 1_000));
        large.CostUsd.ShouldBe((500 * 10m / 1_000_000) + (300 * 30m / 1_000_000));
    }

    [Fact]
    public void Quality_goes_by_the_task_then_by_general_quality_and_strengths()
    {
        var simulated = Card("x") with
        {
            Quality = 0.6,
            Strengths = [TaskType.Reasoning],
            QualityByTask = [new(TaskType.Coding, 0.3), new(TaskType.General, 0.5)],
        };
        var catalog = Catalog(
            Of("x", "cloud") with { Card = simulated },
            Of("y", "cloud") with { Card = simulated with { Id = "y", Quality = null } });

        Quality("x", TaskType.Coding).ShouldBe(0.3);
        Quality("x", TaskType.Reasoning).ShouldBe(0.65);
        Quality("x", TaskType.Translation).ShouldBe(0.6);
        Quality("y", TaskType.Translation).ShouldBe(0.5);

        double? Quality(string model, TaskType type) => Router
            .Choose(new RouteRequest("auto", Asked with { Type = type }), catalog).Candidates.Single(c => c.Deployment.Model.Id == model).Quality;
    }

    [Fact]
    public void What_is_unknown_is_null_counts_neutrally_and_is_said()
    {
        var route = Router.Choose(Auto("balanced"), Catalog(Large, Of("mystery", "cloud")));
        var mystery = route.Candidates.Single(c => c.Deployment.Model.Id == "mystery");

        (mystery.Quality, mystery.LatencyMs, mystery.CostUsd).ShouldBe((null, null, null));
        mystery.Score.ShouldBe(0.5);
        mystery.Reason.ShouldContain(
            "quality unknown (counted as 0.50), latency unknown (counted as 1.0 s and 50 tokens a second), cost unknown (counted as $2 per million tokens)");
    }

    [Fact]
    public void Who_asks_for_the_cheapest_gets_known_prices_first()
    {
        var route = Router.Choose(Auto("cost"), Catalog(Of("mystery", "cloud"), Large));

        route.Models().ShouldBe(["large", "mystery"]);
        route.Candidates[1].Reason.ShouldContain("counted as dearer than any");
    }

    [Fact]
    public void Equals_keep_the_configurations_order() =>
        Router.Choose(Auto("quality"), Catalog(Of("c", "cloud"), Of("a", "cloud"), Of("b", "cloud"))).Models().ShouldBe(["c", "a", "b"]);

    [Fact]
    public void Equally_cheap_ones_are_told_apart_by_the_balanced_score() =>
        Router.Choose(Auto("cost"), Catalog(Small, Of("better", "here") with { Card = Card("better") with { Quality = 0.8 } }))
            .Models()[0].ShouldBe("better");

    [Fact]
    public void A_models_deployments_stand_together() =>
        Router.Choose(Auto("quality"), Catalog(Of("x", "cloud", "other"), Large with { Deployments = [new() { Provider = "cloud" }, new() { Provider = "cloud" }] }))
            .Deployments().ShouldBe(["large@cloud", "large@cloud#2", "x@cloud", "x@other"]);

    [Fact]
    public void A_request_that_needs_tools_goes_to_who_has_them()
    {
        var tools = new RouteRequest("auto:cost", Asked with { Requires = [Capabilities.Tools] });

        var route = Router.Choose(tools, Catalog(Small, Of("unsaid", "here"), Medium, Large));

        route.Models().ShouldBe(["medium", "large", "unsaid"]);
        route.Excluded.ShouldBe([new Exclusion("small", "requires", "the request needs 'tools', and the model's capabilities do not list it")]);
        route.Candidates[2].Reason.ShouldContain("after those that declare tools because it declares nothing");
    }

    [Fact]
    public void Where_nobody_says_what_they_can_do_the_strategy_decides() =>
        Router.Choose(new RouteRequest("auto:cost", Asked with { Requires = [Capabilities.Tools] }), Catalog(Of("dear", "cloud"), Of("free", "here")))
            .Models().ShouldBe(["free", "dear"]);

    [Fact]
    public void A_request_beyond_a_context_window_goes_elsewhere()
    {
        var route = Router.Choose(new RouteRequest("auto:cost", Asked with { InputTokens = 4_000 }), Three);

        route.Models().ShouldBe(["medium", "large"]);
        route.Excluded.ShouldHaveSingleItem().ShouldBe(new Exclusion(
            "small", "context", "its context window is 4096 tokens, and the request needs about 4300 (4000 sent, 300 expected)"));
    }

    [Fact]
    public void A_deployment_with_a_smaller_window_is_out_while_its_model_stays_in()
    {
        var two = Large with { Deployments = [new() { Provider = "here", ContextWindow = 512 }, new() { Provider = "cloud" }] };

        var route = Router.Choose(Auto("cost"), Catalog(two));

        route.Deployments().ShouldBe(["large@cloud"]);
        route.Excluded.ShouldBeEmpty();
    }

    [Fact]
    public void A_model_that_only_embeds_does_not_chat() =>
        Router.Choose(Auto("cost"), Catalog(Of("vectors", "here") with { Card = Card("vectors") with { Capabilities = [Capabilities.Embeddings] } }))
            .Excluded.ShouldHaveSingleItem().Reason.ShouldContain("does not chat");

    [Fact]
    public void Each_deployment_is_estimated_once()
    {
        var counting = new CountingEstimates();
        var catalog = Catalog([.. Enumerable.Range(0, 100).Select(i => Of($"m{i}", "cloud", "here"))]);

        new Router(new FixedRoles(), counting).Choose(Auto("balanced"), catalog).Candidates.Length.ShouldBe(200);

        counting.Calls.ShouldBe(200);
    }

    [Fact]
    public void Nothing_to_choose_from_is_an_empty_route()
    {
        var route = Router.Choose(Auto("cost"), Catalog());

        route.Candidates.ShouldBeEmpty();
        route.Excluded.ShouldBeEmpty();
    }

    [Fact]
    public void An_explanation_has_the_figures_of_the_candidate_and_of_its_neighbour()
    {
        var candidates = Router.Choose(Auto("balanced"), Three).Candidates;

        candidates[0].Reason.ShouldBe(
            "number 1 of 3 by balanced, score 0.739; expected: quality 0.75, 2.2 s, $0.0007; "
            + "ahead of 'large' (0.602): quality 0.75 against 0.90, 2.2 s against 6.8 s, $0.0007 against $0.014");
        candidates[2].Reason.ShouldContain("behind 'large'");
    }

    [Fact]
    public void What_nothing_tells_apart_is_said_to_be() =>
        Router.Choose(Auto("cost"), Catalog(Of("a", "cloud"), Of("b", "cloud"))).Candidates[0].Reason
            .ShouldEndWith("ahead of 'b' (0.00): nothing tells them apart but their order in the configuration");

    private sealed class CountingEstimates : IEstimates
    {
        private readonly PriorEstimates _inner = new();

        public int Calls { get; private set; }

        public Estimate For(Deployment deployment, TaskAnalysis task)
        {
            Calls++;
            return _inner.For(deployment, task);
        }
    }
}
