using Baton.Storage.Usage;
using Dapper;

namespace Baton.Storage.Postgres;

/// <summary>The ledger in PostgreSQL: a batch is one statement, because each is a way over the network.</summary>
/// <param name="database">The database.</param>
internal sealed class PostgresUsageStore(PostgresDatabase database) : UsageStore(database)
{
    private const string Insert = """
        INSERT INTO usage (id, request_id, at_ms, key, tenant, role, conversation, task, model, deployment, attempts, status, streamed, estimated,
          input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_pico, latency_ms, first_token_ms)
        SELECT "Id", "RequestId", "AtMs", "Key", "Tenant", "Role", "Conversation", "Task", "Model", "Deployment", "Attempts", "Status", "Streamed", "Estimated",
          "InputTokens", "CacheReadTokens", "CacheWriteTokens", "OutputTokens", "ReasoningTokens", "CostPico", "LatencyMs", "FirstTokenMs"
        FROM json_to_recordset(@records::json) AS r("Id" text, "RequestId" text, "AtMs" bigint, "Key" text, "Tenant" text, "Role" text,
          "Conversation" text, "Task" text, "Model" text, "Deployment" text, "Attempts" bigint, "Status" text, "Streamed" boolean, "Estimated" boolean,
          "InputTokens" bigint, "CacheReadTokens" bigint, "CacheWriteTokens" bigint, "OutputTokens" bigint, "ReasoningTokens" bigint,
          "CostPico" bigint, "LatencyMs" double precision, "FirstTokenMs" double precision)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <inheritdoc/>
    public override Task AddAsync(IReadOnlyList<UsageRecord> records)
    {
        var json = StoredJson.Write(records);
        return database.WriteAsync(connection =>
        {
            database.TakeTurn(connection, "usage");
            return connection.Execute(Insert, new { records = json });
        });
    }
}
