using Baton.Models;
using Baton.Roles;
using Baton.Server.Endpoints.Anthropic;
using Baton.Server.Keys;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.OpenAI;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c> (WIRE 37): everything that a request may name. Clients of Anthropic's API get it in their shape.</summary>
internal static class ModelList
{
    public static void Map(IEndpointRouteBuilder routes, CatalogSource catalog, RoleBook roles, long started)
    {
        routes.MapGet("/v1/models", (HttpContext context) => AnthropicCallers.Sent(context)
            ? AnthropicModels.List([.. For(context).Select(m => m.Id)], started)
            : Results.Json(new { @object = "list", data = For(context) }, ControlJson.Options));
        routes.MapGet("/v1/models/{**id}", (HttpContext context, string id) =>
        {
            id = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase); // SDKs escape it, and the framework leaves this one alone.
            var entry = For(context).FirstOrDefault(m => m.Id == id) ?? throw Unknown(context, id);
            return AnthropicCallers.Sent(context) ? AnthropicModels.One(id, started) : Results.Json(entry, ControlJson.Options);
        });

        IEnumerable<Entry> For(HttpContext context) => All(catalog.Current, roles, started).Where(m => Caller.Of(context).MaySee(m.Id));

        BatonException Unknown(HttpContext context, string id) => new(
            ErrorCodes.ModelNotFound,
            $"There is no model '{id}'.{NearestNames.Suggest(id, For(context).Select(m => m.Id))}")
        {
            Param = "model",
        };
    }

    private static IEnumerable<Entry> All(Catalog catalog, RoleBook roles, long started)
    {
        foreach (var model in catalog.Models)
        {
            yield return new Entry(model.Id, "model", started, model.Deployments[0].Provider.Name, model.Card.ContextWindow)
            {
                MaxOutputTokens = model.Card.MaxOutputTokens,
                Capabilities = model.Card.Capabilities,
                Simulated = model.Card.Simulated ? true : null,
            };
        }

        foreach (var role in roles.Current.Values.Where(r => r.Model is not null))
        {
            yield return new Entry($"role:{role.Role}", "model", started, "baton", catalog.FindModel(role.Model!)?.Card.ContextWindow);
        }

        if (catalog.Models.Length > 0)
        {
            yield return new Entry("auto", "model", started, "baton", catalog.Models.Max(m => m.Card.ContextWindow));
        }
    }

    private sealed record Entry(string Id, string Object, long Created, string OwnedBy, int? ContextWindow)
    {
        public int? MaxOutputTokens { get; init; }

        public IEnumerable<string>? Capabilities { get; init; }

        public bool? Simulated { get; init; }
    }
}
