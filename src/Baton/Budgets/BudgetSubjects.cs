namespace Baton.Budgets;

/// <summary>Whose budgets a request touches, beside the global ones. What is <c>null</c> it has none of.</summary>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Key">The id of its key.</param>
/// <param name="KeyName">What people call that key; a budget of the configuration may name it so.</param>
/// <param name="Role">The role that it asks for.</param>
/// <param name="Conversation">Its conversation.</param>
public readonly record struct BudgetSubjects(
    string? Tenant = null, string? Key = null, string? KeyName = null, string? Role = null, string? Conversation = null)
{
    internal string? Of(string scope) => scope switch
    {
        BudgetKey.Global => BudgetKey.Global,
        "tenant" => Tenant,
        "key" => Key,
        "role" => Role,
        _ => Conversation,
    };

    internal bool IsCalled(string scope, string id) => Of(scope) == id || (scope == "key" && Key is not null && KeyName == id);
}
