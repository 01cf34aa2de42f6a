using System.Collections.Immutable;
using Baton.Roles;
using Baton.Storage.Sqlite;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Baton.Storage.Roles;

/// <summary>Keeps who plays which role, and every swap, in the database of the machine.</summary>
/// <param name="database">The database.</param>
public sealed class SqliteRoleStore(SqliteDatabase database) : IRoleStore
{
    private const int MostFailed = 50;

    private const string SaveRole = """
        INSERT INTO roles (role, gone, life, state) VALUES (@Role, @Gone, 1, @State)
        ON CONFLICT (role) DO UPDATE SET life = life + (gone AND @Version = 1), gone = excluded.gone, state = excluded.state
        """;

    private const string SaveSwap = """
        INSERT INTO swaps (id, role, life, success, event)
        SELECT @Id, @Role, life, @Success, @Event FROM roles WHERE role = @Role
        ON CONFLICT (id) DO UPDATE SET success = excluded.success, event = excluded.event
        """;

    private const string LastSwaps = """
        SELECT event FROM (
          SELECT seq, event FROM swaps
          WHERE role = @role AND success = @success AND life = (SELECT life FROM roles WHERE role = @role)
          ORDER BY seq DESC LIMIT @most)
        ORDER BY seq
        """;

    /// <inheritdoc/>
    public IReadOnlyList<RoleAssignment> Load() => database.Read(connection =>
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        return connection.Query<string>("SELECT state FROM roles ORDER BY role").Select(StoredJson.Read<State>).Select(state => new RoleAssignment(
            state.Role, state.Model, state.Version, state.Since, state.Previous, Swaps(connection, state.Role, success: true, RoleAssignment.MostHistory))
        {
            SetByApi = state.SetByApi,
            Configured = state.Configured,
            Canary = state.Canary,
            Failed = Swaps(connection, state.Role, success: false, MostFailed),
        }).ToList();
    });

    /// <inheritdoc/>
    public void Save(RoleAssignment role, SwapEvent? swap)
    {
        ArgumentNullException.ThrowIfNull(role);
        var state = StoredJson.Write(new State(role.Role, role.Model, role.Version, role.Since, role.Previous, role.SetByApi, role.Configured, role.Canary));
        database.WriteAsync(connection =>
        {
            connection.Execute(SaveRole, new { role.Role, role.Version, Gone = role is { Model: null, Configured: null }, State = state });
            return swap is null ? 0 : connection.Execute(SaveSwap, new { swap.Id, swap.Role, swap.Success, Event = StoredJson.Write(swap) });
        }).GetAwaiter().GetResult(); // The book's lock is held meanwhile: one writer, and it waits for the disk.
    }

    private static ImmutableArray<SwapEvent> Swaps(SqliteConnection connection, string role, bool success, int most) =>
        [.. connection.Query<string>(LastSwaps, new { role, success, most }).Select(StoredJson.Read<SwapEvent>)];

    /// <summary>A role without its history, which stands in rows of its own.</summary>
    private sealed record State(
        string Role, string? Model, int Version, DateTimeOffset Since, string? Previous, bool SetByApi, string? Configured, RoleCanary? Canary);
}
