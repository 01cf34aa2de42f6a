using Baton.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>/api/models</c>: what there is, and registering, changing and removing it while requests run (L1).</summary>
internal static class ModelsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, CatalogSource catalog)
    {
        routes.MapGet("/api/models", () => Results.Json(
            new { models = catalog.Current.Models.Select(ModelView.Of) }, ControlJson.Options));
        routes.MapGet("/api/models/{**id}", (string id) => Results.Json(ModelView.Of(Find(catalog.Current, id)), ControlJson.Options));
    }

    private static Model Find(Catalog catalog, string id) => catalog.FindModel(id) ?? throw new BatonException(
        ErrorCodes.ModelNotFound, $"There is no model '{id}'.{NearestNames.Suggest(id, catalog.Models.Select(m => m.Id))}") { Param = "id" };
}
