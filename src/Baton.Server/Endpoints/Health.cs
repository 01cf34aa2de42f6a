using Baton.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Baton.Server.Endpoints;

/// <summary><c>/healthz</c>: the process lives; <c>/readyz</c>: it takes requests and has a model to answer them.</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder routes, CatalogSource catalog, IHostApplicationLifetime lifetime)
    {
        routes.MapGet("/healthz", () => Results.Json(new { status = "ok" }));
        routes.MapGet("/readyz", () => (lifetime.ApplicationStopping.IsCancellationRequested, catalog.Current.Models.Length) switch
        {
            (true, _) => Results.Json(new { status = "stopping" }, statusCode: StatusCodes.Status503ServiceUnavailable),
            (_, 0) => Results.Json(new { status = "no_models" }, statusCode: StatusCodes.Status503ServiceUnavailable),
            (_, var models) => Results.Json(new { status = "ready", models }),
        });
    }
}
