using System.Data.Common;
using Baton.Storage.Usage;
using Microsoft.Data.Sqlite;

namespace Baton.Storage.Sqlite;

/// <summary>The ledger in SQLite: one statement, compiled once a batch. A batch is known by the id of its first record, which alone is kept.</summary>
/// <param name="database">The database.</param>
internal sealed class SqliteUsageStore(SqliteDatabase database) : UsageStore(database)
{
    private const string Insert = """
        INSERT INTO usage (id, request_id, at_ms, key, tenant, role, conversation, task, model, deployment, attempts, status, streamed, estimated,
          input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_pico, latency_ms, first_token_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) WHERE id IS NOT NULL DO NOTHING
        """;

    /// <inheritdoc/>
    public override Task AddAsync(IReadOnlyList<UsageRecord> records) => database.WriteAsync(connection => Add(connection, records));

    private static int Add(DbConnection connection, IReadOnlyList<UsageRecord> records)
    {
        using var insert = new SqliteStatement((SqliteConnection)connection, Insert);
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            insert.Bind(i == 0 ? record.Id : null);
            insert.Bind(record.RequestId);
            insert.Bind(record.AtMs);
            insert.Bind(record.Key);
            insert.Bind(record.Tenant);
            insert.Bind(record.Role);
            insert.Bind(record.Conversation);
            insert.Bind(record.Task);
            insert.Bind(record.Model);
            insert.Bind(record.Deployment);
            insert.Bind(record.Attempts);
            insert.Bind(record.Status);
            insert.Bind(record.Streamed);
            insert.Bind(record.Estimated);
            insert.Bind(record.InputTokens);
            insert.Bind(record.CacheReadTokens);
            insert.Bind(record.CacheWriteTokens);
            insert.Bind(record.OutputTokens);
            insert.Bind(record.ReasoningTokens);
            insert.Bind(record.CostPico);
            insert.Bind(record.LatencyMs);
            insert.Bind(record.FirstTokenMs);
            insert.Run();
            if (i == 0 && insert.Changed == 0)
            {
                return 0; // The whole batch is there: the answer to its first writing was lost.
            }
        }

        return records.Count;
    }
}
