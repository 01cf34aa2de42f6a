using System.Collections.Concurrent;
using Baton.Balancing;
using Baton.Budgets;
using Baton.Models;
using Baton.Residency;
using Baton.Roles;
using Baton.Server.Endpoints.Control;
using Baton.Telemetry;
using Baton.Telemetry.Sla;

namespace Baton.Server.Events;

/// <summary>Puts what happens to models, roles, budgets and upstream calls into the feed.</summary>
internal sealed class ControlEvents : IRequestObserver
{
    /// <summary>How much of a role's history stands in the snapshot, and in the event of one change.</summary>
    private const int OfSnapshot = 20;
    private const int OfChange = 1;

    private readonly ConcurrentDictionary<string, CircuitPhase> _circuits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _failing = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly EventFeed _feed;
    private readonly CatalogSource _catalog;
    private readonly RoleBook _roles;
    private readonly RoleSwaps _swaps;
    private readonly RoleViews _views;
    private readonly SlaBook _sla;
    private readonly IModelHost _host;
    private readonly BudgetBook _budgets;
    private Catalog _known;

    public ControlEvents(
        EventFeed feed, CatalogSource catalog, RoleBook roles, RoleSwaps swaps, RoleViews views, SlaBook sla, IModelHost host, BudgetBook budgets)
    {
        _budgets = budgets;
        (_feed, _catalog, _roles, _swaps, _views, _sla, _host, _known) = (feed, catalog, roles, swaps, views, sla, host, catalog.Current);
        catalog.Changed += Changed;
        host.Changed += Changed;
        roles.Swapped += Swapped;
        roles.Finished += swap => PublishRole(swap.Role); // Its history has all phases; the swap itself was told once.
        swaps.StateChanged += PublishRole;
        budgets.Changed += (budget, isState) =>
        {
            if (isState || _feed.HasReaders)
            {
                _feed.Publish("budget", BudgetView.Of(budget));
            }
        };
    }

    /// <summary>Everything as it is now: what a reader begins with.</summary>
    public object Snapshot() => new
    {
        models = _catalog.Current.Models.Select(View),
        roles = _roles.Current.Values.Select(r => _views.Of(r, most: OfSnapshot)),
        budgets = _budgets.List().Take(BudgetList.Most).Select(BudgetView.Of),
    };

    /// <inheritdoc/>
    public void Ended(RequestRecord record)
    {
        foreach (var attempt in record.AttemptLog)
        {
            var deployment = attempt.Deployment;
            var circuit = DeploymentState.Of(deployment).Circuit;
            var before = _circuits.GetValueOrDefault(deployment.Id, CircuitPhase.Closed);
            if (circuit != before && (circuit == CircuitPhase.Closed ? _circuits.TryRemove(deployment.Id, out _) : _circuits.TryAdd(deployment.Id, circuit) || _circuits.TryUpdate(deployment.Id, circuit, before)))
            {
                PublishModel(deployment.Model.Id);
            }

            if (_feed.HasReaders)
            {
                _feed.Publish("attempt", AttemptOf(record, attempt));
            }
        }
    }

    private static object AttemptOf(RequestRecord record, AttemptRecord attempt) => new
    {
        record.RequestId,
        record.Role,
        task = record.Task?.Name(),
        model = attempt.Deployment.Model.Id,
        deployment = attempt.Deployment.Id,
        outcome = attempt.Cancelled ? "cancelled" : attempt.Error is null ? "ok" : "error",
        attempt.Error,
        attempt.Hedge,
        record.Streamed,
        attempt.QueuedMs,
        attempt.FirstTokenMs,
        latency_ms = attempt.DurationMs,
    };

    private void Swapped(SwapEvent swap)
    {
        _feed.Publish("swap", RoleViews.Of(swap));
        PublishRole(swap.Role);
    }

    private void PublishRole(string role) => _feed.Publish(
        "role", _roles.Current.TryGetValue(role, out var known) ? _views.Of(known, most: OfChange)
            : _swaps.WarmingFor(role) is not null ? _views.Of(RoleRules.Empty(role, default), most: OfChange)
            : new { role, model = (string?)null, deleted = true });

    /// <summary>A role whose player cannot be loaded is degraded, and is well again with him.</summary>
    private void Changed(Residence residence)
    {
        PublishModel(residence.Model);
        if (residence.Phase is ResidencePhase.Failed or ResidencePhase.Ready)
        {
            foreach (var role in _roles.Current.Values.Where(r => r.Model == residence.Model && _failing.ContainsKey(residence.Deployment) != (residence.Phase == ResidencePhase.Failed)).ToList())
            {
                PublishRole(role.Role);
            }

            _ = residence.Phase == ResidencePhase.Failed ? _failing.TryAdd(residence.Deployment, true) : _failing.TryRemove(residence.Deployment, out _);
        }
    }

    private void Changed(Catalog catalog)
    {
        Catalog before;
        lock (_lock)
        {
            (before, _known) = (_known, catalog);
        }

        foreach (var model in catalog.Models)
        {
            var old = before.FindModel(model.Id);
            if (old is null || old.Card != model.Card || !old.Deployments.SequenceEqual(model.Deployments))
            {
                _feed.Publish("model", View(model));
            }
        }

        foreach (var gone in before.Models.Where(m => catalog.FindModel(m.Id) is null))
        {
            _feed.Publish("model", new { id = gone.Id, deleted = true });
        }
    }

    private void PublishModel(string id)
    {
        lock (_lock)
        {
            if (_catalog.Current.FindModel(id) is { } model)
            {
                _feed.Publish("model", View(model)); // Looked at and published in one, so that the last word is the present state.
            }
        }
    }

    private ModelView View(Model model) => ModelView.Of(model, _sla.Find(new SlaSubject(SlaSubject.Model, model.Id)), _host);
}
