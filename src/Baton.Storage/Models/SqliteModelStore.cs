using Baton.Models;
using Baton.Storage.Sqlite;
using Dapper;

namespace Baton.Storage.Models;

/// <summary>Keeps what the API made of models in the database of the machine.</summary>
/// <param name="database">The database.</param>
public sealed class SqliteModelStore(SqliteDatabase database) : IModelStore
{
    /// <inheritdoc/>
    public IReadOnlyList<ModelChange> Load() => database.Read(connection =>
        connection.Query<string>("SELECT change FROM models ORDER BY id").Select(StoredJson.Read<ModelChange>).ToList());

    /// <inheritdoc/>
    public void Save(IReadOnlyList<ModelChange> changes) => database.WriteAsync(connection =>
    {
        foreach (var change in changes)
        {
            var forgets = change is { Model: null, Before: null };
            connection.Execute(
                forgets
                    ? "DELETE FROM models WHERE id = @Id"
                    : "INSERT INTO models (id, change) VALUES (@Id, @Json) ON CONFLICT (id) DO UPDATE SET change = excluded.change",
                new { change.Id, Json = StoredJson.Write(change) });
        }

        return changes.Count;
    }).GetAwaiter().GetResult(); // The catalog's lock is held meanwhile: one writer, and it waits for the disk.
}
