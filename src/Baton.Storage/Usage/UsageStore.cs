using Dapper;

namespace Baton.Storage.Usage;

/// <summary>The ledger in a database; how a batch gets there fastest is each one's own.</summary>
/// <param name="database">The database.</param>
public abstract class UsageStore(Database database) : IUsageStore
{
    private const string Sums = """
        COUNT(*) AS Requests, CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT) AS InputTokens,
          CAST(COALESCE(SUM(cache_read_tokens), 0) AS BIGINT) AS CacheReadTokens, CAST(COALESCE(SUM(cache_write_tokens), 0) AS BIGINT) AS CacheWriteTokens,
          CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT) AS OutputTokens, CAST(COALESCE(SUM(reasoning_tokens), 0) AS BIGINT) AS ReasoningTokens,
          CAST(COALESCE(SUM(cost_pico / 1000000), 0) AS BIGINT) AS CostMicro, CAST(COALESCE(SUM(cost_pico % 1000000), 0) AS BIGINT) AS CostRest,
          COUNT(*) - COUNT(cost_pico) AS UnknownCostRequests
        FROM usage
        """;

    private const string Columns = """
        seq AS Seq, id AS Id, request_id AS RequestId, at_ms AS AtMs, key AS Key, tenant AS Tenant, role AS Role, conversation AS Conversation, task AS Task,
          model AS Model, deployment AS Deployment, attempts AS Attempts, status AS Status, streamed AS Streamed, estimated AS Estimated,
          input_tokens AS InputTokens, cache_read_tokens AS CacheReadTokens, cache_write_tokens AS CacheWriteTokens, output_tokens AS OutputTokens,
          reasoning_tokens AS ReasoningTokens, cost_pico AS CostPico, latency_ms AS LatencyMs, first_token_ms AS FirstTokenMs
        FROM usage
        """;

    /// <inheritdoc/>
    public bool KeepsRecords => false;

    /// <inheritdoc/>
    public abstract Task AddAsync(IReadOnlyList<UsageRecord> records);

    /// <inheritdoc/>
    public IReadOnlyList<UsageTotals> Sum(string? by) => database.Read(connection => by is null
        ? connection.Query<UsageTotals>($"SELECT NULL AS Name, {Sums}").ToList()
        : connection.Query<UsageTotals>($"SELECT {UsageGroups.Expression(by, database)} AS Name, {Sums} GROUP BY 1 ORDER BY 1").ToList());

    /// <inheritdoc/>
    public IReadOnlyList<UsageRecord> Page(long after, int limit) => database.Read(connection =>
        connection.Query<UsageRecord>($"SELECT {Columns} WHERE seq > @after ORDER BY seq LIMIT @limit", new { after, limit }).ToList());
}
