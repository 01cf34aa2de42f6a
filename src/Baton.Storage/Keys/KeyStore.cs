using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Baton.Models;
using Dapper;

namespace Baton.Storage.Keys;

/// <summary>Keeps keys in a database, which the command line and every running gateway share.</summary>
/// <param name="database">The database.</param>
public sealed class KeyStore(Database database) : IKeyStore
{
    private const string Name = "keys";

    private const string Insert = """
        INSERT INTO keys (id, hash, name, admin, tenant, models, budget_usd, per, requests_per_minute, created_ms, revoked_ms)
        VALUES (@Id, @Hash, @Name, @Admin, @Tenant, @Models, @BudgetUsd, @Per, @RequestsPerMinute, @CreatedMs, @RevokedMs)
        """;

    private const string Select = """
        SELECT id AS Id, hash AS Hash, name AS Name, admin AS Admin, tenant AS Tenant, models AS Models, budget_usd AS BudgetUsd, per AS Per,
          requests_per_minute AS RequestsPerMinute, created_ms AS CreatedMs, revoked_ms AS RevokedMs
        FROM keys ORDER BY created_ms, id
        """;

    /// <inheritdoc/>
    public Task AddAsync(StoredKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return database.WriteAsync(connection =>
        {
            connection.Execute(Insert, Row.Of(key));
            return Touch(connection);
        }).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        database.WriteAsync(connection =>
        {
            var found = connection.Execute(
                "UPDATE keys SET revoked_ms = @at WHERE id = @id AND revoked_ms IS NULL", new { id, at = at.ToUnixTimeMilliseconds() }) > 0;
            return found && Touch(connection);
        }).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<KeyList?> ReadAsync(long? since = null, CancellationToken cancellationToken = default) => Task.Run(
        () => database.Read(connection =>
        {
            var revision = Revisions.Of(connection, Name);
            return revision == since ? null : new KeyList(revision, connection.Query<Row>(Select).Select(row => row.ToKey()).ToEquatableArray());
        }),
        cancellationToken);

    private static bool Touch(DbConnection connection) => Revisions.Rise(connection, Name) is not null;

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Hash { get; set; } = "";

        public string Name { get; set; } = "";

        public bool Admin { get; set; }

        public string? Tenant { get; set; }

        public string Models { get; set; } = "[]";

        public string? BudgetUsd { get; set; }

        public string Per { get; set; } = "total";

        public long? RequestsPerMinute { get; set; }

        public long CreatedMs { get; set; }

        public long? RevokedMs { get; set; }

        public static Row Of(StoredKey key) => new()
        {
            Id = key.Key.Id,
            Hash = key.Hash,
            Name = key.Key.Name,
            Admin = key.Key.Admin,
            Tenant = key.Key.Tenant,
            Models = JsonSerializer.Serialize(key.Key.Models.ToArray()),
            BudgetUsd = key.Key.BudgetUsd?.ToString(CultureInfo.InvariantCulture),
            Per = key.Key.Per,
            RequestsPerMinute = key.Key.RequestsPerMinute,
            CreatedMs = key.Key.Created.ToUnixTimeMilliseconds(),
            RevokedMs = key.Key.Revoked?.ToUnixTimeMilliseconds(),
        };

        public StoredKey ToKey() => new(
            new ApiKey(Id, Name)
            {
                Admin = Admin,
                Tenant = Tenant,
                Models = JsonSerializer.Deserialize<string[]>(Models)!.ToEquatableArray(),
                BudgetUsd = BudgetUsd is null ? null : decimal.Parse(BudgetUsd, NumberStyles.Number, CultureInfo.InvariantCulture),
                Per = Per,
                RequestsPerMinute = (int?)RequestsPerMinute,
                Created = DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
                Revoked = RevokedMs is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            },
            Hash);
    }
}
