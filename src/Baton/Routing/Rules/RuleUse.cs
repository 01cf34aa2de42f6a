using Baton.Models;

namespace Baton.Routing.Rules;

/// <summary>What a rule's <c>use</c> names: a model, or a role with or without <c>role:</c>; a model's id wins.</summary>
internal static class RuleUse
{
    /// <summary>The model that is meant now.</summary>
    /// <returns>The model; <c>null</c> where nothing has that name or nobody plays the role.</returns>
    public static Model? Find(string use, Catalog catalog, IRoleResolver roles)
    {
        if (catalog.FindModel(use) is { } model)
        {
            return model;
        }

        var role = use.StartsWith(TargetNames.RolePrefix, StringComparison.Ordinal) ? use[TargetNames.RolePrefix.Length..] : use;
        return roles.Find(role)?.Model is { } player ? catalog.FindModel(player) : null;
    }
}
