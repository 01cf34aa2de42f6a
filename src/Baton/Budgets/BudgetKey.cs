using Baton.Models.Configuration;

namespace Baton.Budgets;

/// <summary>What money is counted for: one subject of a scope, in periods of one length and zone. Two limits on the same are one account.</summary>
/// <param name="Scope"><c>global</c>, <c>tenant</c>, <c>key</c>, <c>role</c> or <c>conversation</c>.</param>
/// <param name="Id">Which one of the scope; of a global one its name, by default <c>global</c>.</param>
/// <param name="Per"><c>day</c>, <c>week</c>, <c>month</c> or <c>total</c>.</param>
/// <param name="TimeZone">Where days begin, by its IANA name.</param>
public readonly record struct BudgetKey(string Scope, string Id, string Per, string TimeZone)
{
    /// <summary>The scope that everything is in.</summary>
    public const string Global = "global";

    internal static BudgetKey Of(BudgetOptions options, string id) => new(options.Scope, id, options.Per, options.TimeZone);

    /// <summary>How messages name it.</summary>
    public override string ToString() =>
        (Id == Global ? Global : $"{Scope} '{Id}'") + (Per == "total" ? "" : $" per {Per}");
}
