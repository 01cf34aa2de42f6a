using Baton.Models;
using Baton.Roles.Learnings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>GET /api/learnings</c>: what was learned of each task type, without a model's name (L7).</summary>
internal static class LearningsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, LearningsBook learnings) => routes.MapGet("/api/learnings", () => Results.Json(
        new
        {
            learnings = learnings.All().Select(l => new
            {
                task = l.Task.Name(),
                l.Samples,
                l.Success,
                l.Quality,
                l.LatencyMs,
                l.MemoryBytes,
                l.Prefer,
                l.Complexity,
            }),
        },
        ControlJson.Options));
}
