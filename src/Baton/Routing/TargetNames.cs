using Baton.Models;

namespace Baton.Routing;

/// <summary>The forms that a request's model name may take, and what is said of a name that is none of them.</summary>
internal static class TargetNames
{
    public const string Auto = "auto";
    public const string AutoPrefix = "auto:";
    public const string RolePrefix = "role:";
    public const string PanelPrefix = "panel:";

    /// <summary>Beyond this, no name is near, and finding out would cost time and memory that the caller chooses.</summary>
    private const int LongestSensible = 200;
    private const int Listed = 5;

    public static BatonException Unknown(string target, Catalog catalog, IRoleResolver roles) =>
        target.StartsWith(PanelPrefix, StringComparison.Ordinal)
            ? NotFound($"'{Short(target)}' is a panel, and this version has none yet; ask for a model, a role or 'auto'.")
            : NotFound($"There is no model, role or deployment '{Short(target)}'.{Nearest(target, Known(catalog, roles))}");

    public static BatonException UnknownStrategy(string strategy) =>
        NotFound($"There is no strategy '{Short(strategy)}'.{Nearest(strategy, Strategy.All.Select(s => s.Name))}", "strategy");

    public static BatonException Empty(string role) => new(
        ErrorCodes.RoleEmpty, $"No model plays the role '{role}' now. Load one with PUT /api/roles/{role}.")
    { Param = "model" };

    public static BatonException Gone(RolePlayer player) => NotFound(
        $"The role '{player.Role}' is played by '{player.Model}', and there is no such model. Load another with PUT /api/roles/{player.Role}.");

    private static BatonException NotFound(string message, string param = "model") =>
        new(ErrorCodes.ModelNotFound, message) { Param = param };

    private static IEnumerable<string> Known(Catalog catalog, IRoleResolver roles) =>
    [
        .. catalog.Models.Select(m => m.Id),
        .. roles.Names.Select(r => RolePrefix + r),
        .. catalog.Models.SelectMany(m => m.Deployments).Select(d => d.Id),
        Auto,
        .. Strategy.All.Select(s => AutoPrefix + s.Name),
    ];

    private static string Nearest(string written, IEnumerable<string> known)
    {
        var names = known.ToArray();
        if (written.Length <= LongestSensible && NearestNames.Suggest(written, names) is { Length: > 0 } near)
        {
            return near;
        }

        var more = names.Length > Listed ? $" and {names.Length - Listed} more" : "";
        return $" Known are {string.Join(", ", names.Take(Listed).Select(n => $"'{n}'"))}{more}.";
    }

    private static string Short(string name) => name.Length <= LongestSensible ? name : $"{name[..LongestSensible]}…";
}
