using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Audit;

/// <summary>Which requests are control actions, and what they are called.</summary>
internal static class AuditActions
{
    /// <summary>What asks, or says something, and controls nothing; what is said there is not for a log.</summary>
    private static readonly string[] Uses = ["/api/route", "/api/conversations", "/api/compare", "/api/feedback"];

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["POST /api/models"] = "model.create",
        ["PUT /api/models/{**id}"] = "model.change",
        ["DELETE /api/models/{**id}"] = "model.delete",
        ["POST /api/models/{id}/load"] = "model.load",
        ["POST /api/models/{id}/unload"] = "model.unload",
        ["PUT /api/roles/{role}"] = "role.load",
        ["POST /api/roles/{role}/swap"] = "role.swap",
        ["POST /api/roles/{role}/rollback"] = "role.rollback",
        ["DELETE /api/roles/{role}"] = "role.unload",
        ["POST /api/keys"] = "key.create",
        ["DELETE /api/keys/{id}"] = "key.revoke",
        ["DELETE /api/cache"] = "cache.clear",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a request is to be in the log, whatever becomes of it.</summary>
    public static bool Is(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method)
        && !IsUse(request.Path);

    private static bool IsUse(PathString path) => Uses.Any(use => path.StartsWithSegments(use, StringComparison.Ordinal));

    /// <summary>Its name: that of the endpoint it reached, else its method and path.</summary>
    public static string NameOf(HttpContext context)
    {
        var method = context.Request.Method;
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var said = $"{method} {pattern ?? context.Request.Path}";
        return Names.GetValueOrDefault(said, said);
    }

    /// <summary>What it is about: the role, the model, the key.</summary>
    public static string? TargetOf(HttpContext context) =>
        (context.Items[typeof(AuditActions)] ?? context.GetRouteValue("role") ?? context.GetRouteValue("id"))?.ToString();

    /// <summary>Says what it is about, where its address does not.</summary>
    public static void SetTarget(HttpContext context, string target) => context.Items[typeof(AuditActions)] = target;
}
