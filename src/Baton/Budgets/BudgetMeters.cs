using System.Diagnostics.Metrics;
using Baton.Telemetry;

namespace Baton.Budgets;

/// <summary>The gauges of budgets, read whenever somebody collects. Those of conversations are left out: there is no end to them.</summary>
internal sealed class BudgetMeters
{
    private const string Scope = "baton.budget.scope";
    private const string Id = "baton.budget.id";
    private const string Per = "baton.budget.per";

    public BudgetMeters(BatonMeter baton, BudgetBook book)
    {
        Gauge("baton.budget.limit", "{USD}", b => b.LimitUsd, "The most to spend in a period, in US dollars.");
        Gauge("baton.budget.spent", "{USD}", b => b.SpentUsd, "Spent in the present period, in US dollars.");
        Gauge("baton.budget.reserved", "{USD}", b => b.ReservedUsd, "The most that open requests may cost, in US dollars.");
        Gauge("baton.budget.state", null, b => (int)b.State, "0 ok, 1 warn, 2 cheaper, 3 local only, 4 exhausted.");

        void Gauge(string name, string? unit, Func<BudgetStatus, decimal> read, string description) => baton.Meter.CreateObservableGauge(
            name,
            () => book.List().Where(b => b.Key.Scope != "conversation").Select(b => new Measurement<double>(
                (double)read(b), new(Scope, b.Key.Scope), new(Id, b.Key.Id), new KeyValuePair<string, object?>(Per, b.Key.Per))),
            unit, description);
    }
}
