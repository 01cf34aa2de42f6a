using Dapper;

namespace Baton.Storage.Audit;

/// <summary>The audit log in a database, whose triggers refuse to change or remove what it holds, whoever asks.</summary>
/// <param name="database">The database.</param>
public sealed class AuditStore(Database database) : IAuditStore
{
    private const string Insert = """
        INSERT INTO audit (id, at_ms, who, name, source, action, target, detail, outcome, status, request_id)
        VALUES (@Id, @AtMs, @By, @Name, @Source, @Action, @Target, @Detail, @Outcome, @Status, @RequestId)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Columns = """
        SELECT seq AS Seq, id AS Id, at_ms AS AtMs, who AS "By", name AS Name, source AS Source, action AS Action, target AS Target, detail AS Detail,
          outcome AS Outcome, status AS Status, request_id AS RequestId
        FROM audit
        """;

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<AuditEntry> entries) => database.WriteAsync(connection =>
    {
        database.TakeTurn(connection, "audit");
        return connection.Execute(Insert, entries);
    });

    /// <inheritdoc/>
    public IReadOnlyList<AuditEntry> Page(long after, int limit, bool newestFirst = false) => database.Read(connection =>
        connection.Query<AuditEntry>(
            newestFirst
                ? $"{Columns} WHERE @after = 0 OR seq < @after ORDER BY seq DESC LIMIT @limit"
                : $"{Columns} WHERE seq > @after ORDER BY seq LIMIT @limit",
            new { after, limit }).ToList());
}
