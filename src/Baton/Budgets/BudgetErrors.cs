using System.Globalization;

namespace Baton.Budgets;

/// <summary>What a caller is told whom a budget keeps out: which one, and when it opens again.</summary>
internal static class BudgetErrors
{
    /// <summary>Nothing is left.</summary>
    public static BatonException Exhausted(BudgetAccount account) => Exceeded(
        $"The budget {account.Key} is spent: {Usd(account.Window.AllSpent)} of {Usd(account.Terms.LimitUsd)}. {Opens(account)}");

    /// <summary>Something is left, and the request may cost more.</summary>
    public static BatonException TooDear(BudgetAccount account, decimal needed) => Exceeded(
        $"The request needs {Usd(needed)}, and of the budget {account.Key} {Usd(Math.Max(0, account.Window.Most(account.Terms.LimitUsd)))} of {Usd(account.Terms.LimitUsd)} are left. {Opens(account)} A smaller max_tokens, or a cheaper model, needs less.");

    /// <summary>So much is spent that only local models may be asked, and none fits.</summary>
    public static BatonException LocalOnly(BudgetAccount account, string target) => Exceeded(
        $"The budget {account.Key} allows local models alone since {account.Terms.LocalOnlyAt!.Value.ToString("P0", CultureInfo.InvariantCulture)} of it are spent, and '{target}' is none. {Opens(account)}");

    /// <summary>Others' open requests kept it out for as long as it may wait.</summary>
    public static BatonException Waited(BudgetAccount account) => new(
        ErrorCodes.QueueTimeout,
        $"What is left of the budget {account.Key} was reserved by other open requests for as long as a request may wait (queue.timeout).")
    { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Nobody can say what it would cost.</summary>
    public static BatonException PriceUnknown(IEnumerable<string> models) => new(
        ErrorCodes.PriceUnknown,
        $"The price of {string.Join(", ", models.Select(m => $"'{m}'"))} is unknown, so no budget can be held to it: give the model a 'price', or make its budgets 'hard: false'.")
    { Param = "model" };

    private static BatonException Exceeded(string message) => new(ErrorCodes.BudgetExceeded, message);

    private static string Opens(BudgetAccount account) => account.Window.Period.End is { } end
        ? $"It opens again at {end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}."
        : "It has no period, so it opens again when its limit is raised.";

    private static string Usd(decimal usd) => "$" + usd.ToString("0.00##########", CultureInfo.InvariantCulture);
}
