using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Models;
using Baton.Server.Audit;
using Baton.Server.Keys;
using Baton.Storage.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Endpoints.Control;

/// <summary><c>/api/keys</c>: which keys there are, making one and revoking one.</summary>
internal sealed class KeysEndpoint(IKeyStore store, KeyBook book, CatalogSource catalog, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/keys", (Delegate)ListAsync);
        routes.MapPost("/api/keys", (Delegate)CreateAsync);
        routes.MapDelete("/api/keys/{id}", RevokeAsync);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        await book.RefreshAsync(context.RequestAborted);
        return Results.Json(new { keys = book.All.Select(KeyView.Of) }, ControlJson.Options);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context, catalog);
        var (key, secret) = Read(body.RootElement).Make(time);
        AuditActions.SetTarget(context, key.Key.Id);
        await store.AddAsync(key, CancellationToken.None); // Whoever goes away now shall not leave it in doubt.
        await book.RefreshAsync(CancellationToken.None);
        return Results.Json(KeyView.Of(key.Key) with { Key = secret }, ControlJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> RevokeAsync(string id, HttpContext context)
    {
        await book.RefreshAsync(context.RequestAborted);
        if (book.All.All(k => k.Id != id))
        {
            throw new BatonException(ErrorCodes.NotFound, $"There is no key '{id}'.{NearestNames.Suggest(id, book.All.Select(k => k.Id))}") { Param = "id" };
        }

        await store.RevokeAsync(id, time.GetUtcNow(), CancellationToken.None);
        await book.RefreshAsync(CancellationToken.None);
        return Results.Json(new { id, revoked = true }, ControlJson.Options);
    }

    private static NewKey Read(JsonElement body)
    {
        try
        {
            return body.Deserialize<NewKey>(Reading)!;
        }
        catch (JsonException e)
        {
            var param = e.Path?.TrimStart('$').TrimStart('.') is { Length: > 0 } path ? path : null;
            throw new BatonException(
                ErrorCodes.InvalidRequest,
                $"{(param is null ? "The body" : $"'{param}'")} is none that a key takes: name, admin, tenant, models, budget_usd, per, requests_per_minute.", e)
            { Param = param };
        }
    }

    private static readonly JsonSerializerOptions Reading = new(ControlJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new TextsConverter() },
    };

    /// <summary>A list of texts, as records hold it.</summary>
    private sealed class TextsConverter : JsonConverter<EquatableArray<string>>
    {
        public override EquatableArray<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var texts = new List<string>();
            Expect(reader.TokenType == JsonTokenType.StartArray);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Expect(reader.TokenType == JsonTokenType.String);
                texts.Add(reader.GetString()!);
            }

            return texts.ToEquatableArray();
        }

        private static void Expect(bool holds)
        {
            if (!holds)
            {
                throw new JsonException(); // The serializer adds where it was.
            }
        }

        public override void Write(Utf8JsonWriter writer, EquatableArray<string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}

/// <summary>A key as it is shown; its secret only once, when it is made.</summary>
internal sealed record KeyView(
    string Id, string Name, bool Admin, string? Tenant, IEnumerable<string> Models, decimal? BudgetUsd, string? Per, int? RequestsPerMinute,
    DateTimeOffset Created, DateTimeOffset? Revoked)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    public static KeyView Of(ApiKey key) => new(
        key.Id, key.Name, key.Admin, key.Tenant, key.Models, key.BudgetUsd, key.BudgetUsd is null ? null : key.Per, key.RequestsPerMinute,
        key.Created, key.Revoked);
}
