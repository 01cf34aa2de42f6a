using Baton.Storage.Sqlite;
using Dapper;

namespace Baton.Storage.Usage;

/// <summary>The ledger in the database of the machine.</summary>
/// <param name="database">The database.</param>
public sealed class SqliteUsageStore(SqliteDatabase database) : IUsageStore
{
    private const string Insert = """
        INSERT INTO usage (request_id, at_ms, key, tenant, role, conversation, task, model, deployment, attempts, status, streamed, estimated,
          input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_pico, latency_ms, first_token_ms)
        VALUES (@RequestId, @AtMs, @Key, @Tenant, @Role, @Conversation, @Task, @Model, @Deployment, @Attempts, @Status, @Streamed, @Estimated,
          @InputTokens, @CacheReadTokens, @CacheWriteTokens, @OutputTokens, @ReasoningTokens, @CostPico, @LatencyMs, @FirstTokenMs)
        """;

    private const string Sums = """
        COUNT(*) AS Requests, COALESCE(SUM(input_tokens), 0) AS InputTokens, COALESCE(SUM(cache_read_tokens), 0) AS CacheReadTokens,
          COALESCE(SUM(cache_write_tokens), 0) AS CacheWriteTokens, COALESCE(SUM(output_tokens), 0) AS OutputTokens,
          COALESCE(SUM(reasoning_tokens), 0) AS ReasoningTokens, COALESCE(SUM(cost_pico / 1000000), 0) AS CostMicro,
          COALESCE(SUM(cost_pico % 1000000), 0) AS CostRest, COALESCE(SUM(cost_pico IS NULL), 0) AS UnknownCostRequests
        FROM usage
        """;

    private const string Columns = """
        seq AS Seq, request_id AS RequestId, at_ms AS AtMs, key AS Key, tenant AS Tenant, role AS Role, conversation AS Conversation, task AS Task,
          model AS Model, deployment AS Deployment, attempts AS Attempts, status AS Status, streamed AS Streamed, estimated AS Estimated,
          input_tokens AS InputTokens, cache_read_tokens AS CacheReadTokens, cache_write_tokens AS CacheWriteTokens, output_tokens AS OutputTokens,
          reasoning_tokens AS ReasoningTokens, cost_pico AS CostPico, latency_ms AS LatencyMs, first_token_ms AS FirstTokenMs
        FROM usage
        """;

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<UsageRecord> records) => database.WriteAsync(connection => connection.Execute(Insert, records));

    /// <inheritdoc/>
    public IReadOnlyList<UsageTotals> Sum(string? by) => database.Read(connection => by is null
        ? connection.Query<UsageTotals>($"SELECT NULL AS Name, {Sums}").ToList()
        : connection.Query<UsageTotals>($"SELECT {UsageGroups.Expression(by)} AS Name, {Sums} GROUP BY 1 ORDER BY 1").ToList());

    /// <inheritdoc/>
    public IReadOnlyList<UsageRecord> Page(long after, int limit) => database.Read(connection =>
        connection.Query<UsageRecord>($"SELECT {Columns} WHERE seq > @after ORDER BY seq LIMIT @limit", new { after, limit }).ToList());
}
