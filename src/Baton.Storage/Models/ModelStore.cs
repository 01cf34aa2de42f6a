using Baton.Models;
using Dapper;

namespace Baton.Storage.Models;

/// <summary>Keeps what the API made of models in a database.</summary>
/// <param name="database">The database.</param>
public sealed class ModelStore(Database database) : IModelStore
{
    private const string Name = "models";

    /// <inheritdoc/>
    public ModelChangeList? Load(long? since = null) => database.Read(connection =>
    {
        var revision = Revisions.Of(connection, Name);
        return revision == since ? null : new ModelChangeList(
            revision, connection.Query<string>("SELECT change FROM models ORDER BY id").Select(StoredJson.Read<ModelChange>).ToList());
    });

    /// <inheritdoc/>
    public long? Save(long over, IReadOnlyList<ModelChange> changes) => database.WriteAsync(connection =>
    {
        if (Revisions.Rise(connection, Name, over) is not { } revision)
        {
            return (long?)null;
        }

        foreach (var change in changes)
        {
            var forgets = change is { Model: null, Before: null };
            connection.Execute(
                forgets
                    ? "DELETE FROM models WHERE id = @Id"
                    : "INSERT INTO models (id, change) VALUES (@Id, @Json) ON CONFLICT (id) DO UPDATE SET change = excluded.change",
                new { change.Id, Json = StoredJson.Write(change) });
        }

        return revision;
    }).GetAwaiter().GetResult(); // The catalog's lock is held meanwhile: one writer, and it waits for the disk.
}
