using Baton.Caching;
using Baton.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>/api/cache</c>: how the cache of answers does, and forgetting what it holds.</summary>
internal static class CacheEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, AnswerCache cache, CatalogSource catalog)
    {
        routes.MapGet("/api/cache", () => Results.Json(View(cache, catalog), ControlJson.Options));
        routes.MapDelete("/api/cache", () =>
        {
            cache.Clear();
            return Results.Json(View(cache, catalog), ControlJson.Options);
        });
    }

    private static object View(AnswerCache cache, CatalogSource catalog)
    {
        var (options, figures) = (catalog.Current.Options.Cache, cache.Figures());
        return new
        {
            options.Enabled,
            figures.Entries,
            size_bytes = figures.Bytes,
            options.MaxBytes,
            ttl_ms = options.Ttl.TotalMilliseconds,
            figures.Hits,
            figures.Misses,
            figures.HitRate,
            figures.Evictions,
        };
    }
}
