using Baton.Models;
using Baton.Models.Configuration;
using Baton.Routing;
using FsCheck;
using FsCheck.Fluent;
using static Baton.Tests.Routing.RoutingCatalog;

namespace Baton.Tests.Routing;

public sealed class RouterProperties
{
    private static readonly Router Router = new(new FixedRoles(), new PriorEstimates());

    private static readonly Gen<ModelCard> Cards =
        from quality in Maybe(Gen.Choose(0, 10).Select(n => n / 10.0))
        from latency in Maybe(Gen.Choose(0, 20).Select(n => n * 100.0))
        from speed in Maybe(Gen.Choose(1, 20).Select(n => n * 10.0))
        from price in Maybe(Gen.Choose(0, 30).Select(n => (double)n))
        from window in Maybe(Gen.Choose(1, 8).Select(n => n * 1_000.0))
        from capabilities in Gen.Elements<EquatableArray<string>?>(null, [], [Capabilities.Tools], [Capabilities.Tools, Capabilities.Vision])
        select new ModelCard
        {
            Id = "",
            Quality = quality,
            LatencyMs = latency,
            TokensPerSecond = speed,
            Price = price is { } p ? new TokenPrice((decimal)p, (decimal)p * 3) : null,
            ContextWindow = (int?)window,
            Capabilities = capabilities,
        };

    private static readonly Gen<ModelOptions> Entries =
        from card in Cards
        from places in Gen.Elements("cloud", "here", "other").NonEmptyListOf()
        select Of("", [.. places.Take(3)]) with { Card = card };

    private static readonly Gen<ModelOptions[]> Catalogs =
        Entries.ListOf().Select(all => all.Select((m, i) => m with { Card = m.Card with { Id = $"m{i}" } }).ToArray());

    private static readonly Gen<RouteConstraints> Constraints =
        from cost in Maybe(Gen.Choose(0, 30).Select(n => n / 1_000.0))
        from latency in Maybe(Gen.Choose(1, 30).Select(n => n * 500.0))
        from quality in Maybe(Gen.Choose(0, 10).Select(n => n / 10.0))
        from context in Maybe(Gen.Choose(1, 8).Select(n => n * 1_000.0))
        from place in Gen.Elements<Locality?>(null, null, Locality.Local, Locality.Cloud)
        from providers in Gen.Elements<EquatableArray<string>>([], [], ["here"], ["cloud", "other"])
        from capabilities in Gen.Elements<EquatableArray<string>>([], [], [Capabilities.Tools])
        select new RouteConstraints
        {
            MaxCostUsd = (decimal?)cost,
            MaxLatencyMs = latency,
            MinQuality = quality,
            MinContext = (int?)context,
            Locality = place,
            Providers = providers,
            Capabilities = capabilities,
        };

    private static readonly Gen<string> Strategies = Gen.Elements("quality", "cost", "latency", "balanced");

    private static readonly Gen<(ModelOptions[] Models, RouteRequest Request)> Choices =
        from models in Catalogs
        from constraints in Constraints
        from strategy in Strategies
        from requires in Gen.Elements<EquatableArray<string>>([], [Capabilities.Tools])
        select (models, new RouteRequest($"auto:{strategy}", Asked with { Requires = requires }) { Constraints = constraints });

    [Fact]
    public void No_candidate_violates_a_constraint() => ForAll(Choices, (models, request) =>
    {
        var demanded = request.Constraints!;
        Router.Choose(request, Catalog(models)).Candidates.ShouldAllBe(c =>
            (demanded.MaxCostUsd == null || c.CostUsd <= demanded.MaxCostUsd)
            && (demanded.MaxLatencyMs == null || c.LatencyMs <= demanded.MaxLatencyMs)
            && (demanded.MinQuality == null || c.Quality >= demanded.MinQuality)
            && (demanded.MinContext == null || c.Deployment.ContextWindow >= demanded.MinContext)
            && (demanded.Locality == null || demanded.Locality == ProviderKinds.LocalityOf(c.Deployment.Provider))
            && (demanded.Providers.IsEmpty || demanded.Providers.Contains(c.Deployment.Provider.Name))
            && demanded.Capabilities.Concat(request.Task.Requires).All(n => c.Deployment.Model.Can(n) != false)
            && (demanded.Capabilities.IsEmpty || c.Deployment.Model.Capabilities != null)
            && (c.Deployment.ContextWindow ?? int.MaxValue) >= request.Task.InputTokens + request.Task.OutputTokens);
    });

    [Fact]
    public void A_constraint_takes_out_and_never_adds_nor_reorders() => ForAll(Choices, (models, request) =>
    {
        var free = Router.Choose(request with { Constraints = null }, Catalog(models)).Candidates.Select(c => c.Deployment.Id).ToArray();
        var bound = Router.Choose(request, Catalog(models)).Candidates.Select(c => c.Deployment.Id).ToArray();

        bound.ShouldBeSubsetOf(free);
        if (models.All(m => m.Deployments.Count == 1))
        {
            bound.ShouldBe(free.Where(bound.Contains));
        }
    });

    [Fact]
    public void Every_model_is_a_candidate_or_excluded_with_a_reason() => ForAll(Choices, (models, request) =>
    {
        var route = Router.Choose(request, Catalog(models));

        var excluded = route.Excluded.Select(e => e.Model).Distinct().ToArray();
        route.Models().Intersect(excluded).ShouldBeEmpty();
        route.Models().Concat(excluded).Order().ShouldBe(models.Select(m => m.Card.Id).Order());
        route.Deployments().ShouldBeUnique();
    });

    [Fact]
    public void The_first_has_the_highest_score_of_those_known_to_be_able() => ForAll(Choices, (models, request) =>
    {
        var candidates = Router.Choose(request, Catalog(models)).Candidates;
        var able = candidates.Where(c => request.Task.Requires.IsEmpty || c.Deployment.Model.Capabilities is not null).DefaultIfEmpty().ToArray();
        if (able[0] is not null)
        {
            candidates[0].Score.ShouldBe(able.Max(c => c!.Score));
        }

        candidates.ShouldAllBe(c => c.Score >= 0 && c.Score <= 1 && c.Reason.Length > 0);
    });

    [Fact]
    public void The_order_of_the_file_matters_between_equals_only() => ForAll(Choices, (models, request) =>
    {
        var one = Router.Choose(request, Catalog(models));
        var other = Router.Choose(request, Catalog([.. models.Reverse()]));

        other.Candidates.Select(c => c.Score).ShouldBe(one.Candidates.Select(c => c.Score));
        other.Deployments().ShouldBe(one.Deployments(), ignoreOrder: true);
        other.Excluded.ShouldBe(one.Excluded, ignoreOrder: true);
    });

    private static Gen<double?> Maybe(Gen<double> values) =>
        Gen.Frequency((1, Gen.Constant((double?)null)), (3, values.Select(v => (double?)v)));

    private static void ForAll(Gen<(ModelOptions[] Models, RouteRequest Request)> choices, Action<ModelOptions[], RouteRequest> holds) =>
        Prop.ForAll(choices.ToArbitrary(), choice => holds(choice.Models, choice.Request)).QuickCheckThrowOnFailure();
}
