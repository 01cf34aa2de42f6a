using System.Data.Common;
using Baton.Models;
using Baton.Roles.Learnings;
using Dapper;

namespace Baton.Storage.Learnings;

/// <summary>Keeps what was learned of each task type in a database: eight rows, whatever the traffic.</summary>
/// <param name="database">The database.</param>
public sealed class LearningStore(Database database) : ILearningStore
{
    private const string Save = """
        INSERT INTO learnings (task, state) VALUES (@Task, @State)
        ON CONFLICT (task) DO UPDATE SET state = excluded.state
        """;

    /// <inheritdoc/>
    public IReadOnlyList<Learned> Merge(IReadOnlyList<Learned> news)
    {
        ArgumentNullException.ThrowIfNull(news);
        return news.Count == 0 ? database.Read(All) : database.WriteAsync(connection => Merge(connection, news)).GetAwaiter().GetResult(); // Of a timer's thread: nobody waits.
    }

    private static List<Learned> Merge(DbConnection connection, IReadOnlyList<Learned> news)
    {
        connection.Execute("UPDATE learnings SET state = state WHERE task = ''"); // The row that is nobody's is held until the end, so that of two instances one comes after the other.
        var kept = All(connection).ToDictionary(l => l.Task);
        foreach (var learned in news)
        {
            var merged = kept.TryGetValue(learned.Task, out var before) ? before.With(learned) : learned;
            kept[learned.Task] = merged;
            connection.Execute(Save, new { Task = learned.Task.Name(), State = StoredJson.Write(merged) });
        }

        return [.. kept.Values];
    }

    private static List<Learned> All(DbConnection connection) =>
        [.. connection.Query<string>("SELECT state FROM learnings WHERE task <> '' ORDER BY task").Select(StoredJson.Read<Learned>)];
}
