using System.Text;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Residency;
using Baton.Roles;
using Baton.Server.Audit;
using Baton.Telemetry.Sla;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>/api/models</c>: what there is, and registering, changing and removing it while requests run (L1).</summary>
internal sealed class ModelsEndpoint(CatalogSource catalog, RoleBook roles, SlaBook sla, IModelHost host)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/models", () => Results.Json(
            new { models = catalog.Current.Models.Select(View) }, ControlJson.Options));
        routes.MapGet("/api/models/{**id}", (string id) => Results.Json(View(Find(id)), ControlJson.Options));
        routes.MapPost("/api/models", (Delegate)RegisterAsync);
        routes.MapPut("/api/models/{**id}", ChangeAsync);
        routes.MapDelete("/api/models/{**id}", RemoveAsync);
        new LoadingEndpoint(catalog, host, View).Map(routes);
    }

    private async Task<IResult> RegisterAsync(HttpContext context)
    {
        var model = await ReadAsync(context, id: null);
        AuditActions.SetTarget(context, model.Card.Id);
        await Task.Run(() => catalog.SetModel(model, isNew: true)); // Waits for the disk, which no request may.
        return Results.Json(View(Find(model.Card.Id)), ControlJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> ChangeAsync(string id, HttpContext context)
    {
        _ = Find(id);
        var model = await ReadAsync(context, id);
        await Task.Run(() => catalog.SetModel(model, isNew: false));
        return Results.Json(View(Find(id)), ControlJson.Options);
    }

    private async Task<IResult> RemoveAsync(string id)
    {
        _ = Find(id);
        if (roles.Current.Values.FirstOrDefault(r => r.Model == id) is { } role)
        {
            throw new BatonException(
                ErrorCodes.Conflict, $"'{id}' plays the role '{role.Role}': let another model play it first (PUT /api/roles/{role.Role}).")
            { Param = "id" };
        }

        await Task.Run(() => catalog.RemoveModel(id));
        return Results.Json(new { id, deleted = true }, ControlJson.Options);
    }

    private async Task<ModelOptions> ReadAsync(HttpContext context, string? id)
    {
        var body = await ControlBody.ReadBytesAsync(context, catalog);
        var read = BatonConfiguration.ReadModel(Encoding.UTF8.GetString(body), [.. catalog.Current.Options.Providers], id);
        if (read.Model is { } model)
        {
            return model;
        }

        var errors = read.Messages.Where(m => !m.IsWarning).ToList();
        throw new BatonException(errors[0].Code, string.Join(' ', errors.Select(e => e.Path.Length > 0 ? $"{e.Path}: {e.Message}" : e.Message)))
        {
            Param = errors[0].Path.Length > 0 ? errors[0].Path : null,
        };
    }

    private ModelView View(Model model) => ModelView.Of(model, sla.Find(new SlaSubject(SlaSubject.Model, model.Id)), host);

    private Model Find(string id) => catalog.Current.FindModel(id) ?? throw new BatonException(
        ErrorCodes.ModelNotFound, $"There is no model '{id}'.{NearestNames.Suggest(id, catalog.Current.Models.Select(m => m.Id))}")
    { Param = "id" };
}
