using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>The list of models as clients of Anthropic's API know it. It comes whole, on one page.</summary>
internal static class AnthropicModels
{
    /// <summary>The list.</summary>
    /// <param name="ids">Every name that a request may use.</param>
    /// <param name="created">Unix time.</param>
    public static IResult List(IReadOnlyList<string> ids, long created) => Results.Json(
        new
        {
            data = ids.Select(id => Entry(id, created)),
            has_more = false,
            first_id = ids.Count > 0 ? ids[0] : null,
            last_id = ids.Count > 0 ? ids[^1] : null,
        },
        ControlJson.Options);

    /// <summary>One of them.</summary>
    public static IResult One(string id, long created) => Results.Json(Entry(id, created), ControlJson.Options);

    private static object Entry(string id, long created) => new
    {
        type = "model",
        id,
        display_name = id,
        created_at = DateTimeOffset.FromUnixTimeSeconds(created).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };
}
