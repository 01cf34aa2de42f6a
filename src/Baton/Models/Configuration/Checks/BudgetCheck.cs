namespace Baton.Models.Configuration.Checks;

/// <summary>No two budgets limit the same.</summary>
internal sealed class BudgetCheck : IConfigurationCheck
{
    public void Check(BatonOptions options, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        for (var i = 0; i < options.Budgets.Count; i++)
        {
            var (budget, path) = (options.Budgets[i], $"budgets[{i}]");
            for (var before = 0; before < i; before++)
            {
                var other = options.Budgets[before];
                if ((other.Scope, other.Id, other.Per, other.TimeZone) == (budget.Scope, budget.Id, budget.Per, budget.TimeZone))
                {
                    messages.Error(marks.Key(path), path, $"{path} limits the same as budgets[{before}]: leave one of them out.");
                    break;
                }
            }
        }
    }
}
