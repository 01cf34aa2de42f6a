using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Roles;

/// <summary>What a model lacks for a role. Pure, so that it takes microseconds.</summary>
internal static class Compatibility
{
    /// <summary>Compares.</summary>
    /// <param name="request">The swap.</param>
    /// <param name="model">The model that is to play.</param>
    /// <param name="role">The role's entry in the configuration, if there is one.</param>
    /// <returns>What is let pass.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.NotAllowed"/>: it cannot play the role.</exception>
    public static IReadOnlyList<SwapWarning> Check(SwapRequest request, Model model, RoleOptions? role)
    {
        var lacking = (role?.Requires ?? []).Where(r => model.Card.Can(r) != true).ToList();
        return lacking.Count == 0 ? [] : throw new BatonException(
            ErrorCodes.NotAllowed,
            $"'{model.Id}' cannot play '{request.Role}': the role requires {string.Join(", ", lacking)}, and the model's capabilities do not name it.")
        { Param = "model" };
    }
}
