using Baton.Models;
using Baton.Providers;
using Baton.Residency;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>POST /api/models/{id}/load</c> and <c>/unload</c>: has a local model in memory, or out of it, whoever plays what (L2).</summary>
internal sealed class LoadingEndpoint(CatalogSource catalog, IModelHost host, Func<Model, ModelView> view)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/models/{id}/load", LoadAsync);
        routes.MapPost("/api/models/{id}/unload", Unload);
    }

    /// <summary>Answers when it is loaded; it then stays as one that was just used.</summary>
    private async Task<IResult> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var model = Find(id);
        foreach (var deployment in HostedOf(model))
        {
            try
            {
                (await host.EnsureAsync(deployment, deployment.Policy.RequestTimeout!.Value, cancellationToken)).Dispose();
            }
            catch (UpstreamException) when (host.Find(deployment)?.LastError is not null)
            {
                // Told below, in full: whoever may load may read where it lies.
            }

            if (host.Find(deployment)?.LastError is { } error)
            {
                throw new UpstreamException(ErrorCodes.UpstreamError, $"{deployment.Id} cannot be loaded: {error.TrimEnd('.')}.");
            }
        }

        return Results.Json(view(model), ControlJson.Options);
    }

    /// <summary>Answers at once: it goes as soon as nobody uses it, and the state says so.</summary>
    private IResult Unload(string id)
    {
        var model = Find(id);
        foreach (var deployment in HostedOf(model))
        {
            host.Unload(deployment);
        }

        return Results.Json(view(model), ControlJson.Options);
    }

    private List<Deployment> HostedOf(Model model)
    {
        var hosted = model.Deployments.Where(d => host.Find(d) is not null).ToList();
        return hosted.Count > 0 ? hosted : throw new BatonException(
            ErrorCodes.Conflict, $"'{model.Id}' is not loaded or unloaded by Baton: its deployments are always there.")
        { Param = "id" };
    }

    private Model Find(string id)
    {
        id = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase); // The framework leaves this one alone.
        return catalog.Current.FindModel(id) ?? throw new BatonException(
            ErrorCodes.ModelNotFound, $"There is no model '{id}'.{NearestNames.Suggest(id, catalog.Current.Models.Select(m => m.Id))}")
        { Param = "id" };
    }
}
