using System.Collections.Immutable;
using System.Data.Common;
using Baton.Roles;
using Dapper;

namespace Baton.Storage.Roles;

/// <summary>Keeps who plays which role, and every swap, in a database.</summary>
/// <param name="database">The database.</param>
public sealed class RoleStore(Database database) : IRoleStore
{
    private const string Name = "roles";
    private const int MostFailed = 50;

    private const string SaveRole = """
        INSERT INTO roles (role, gone, life, revision, state) VALUES (@Role, @Gone, 1, @Revision, @State)
        ON CONFLICT (role) DO UPDATE SET life = roles.life + CASE WHEN roles.gone AND @Version = 1 THEN 1 ELSE 0 END,
          gone = excluded.gone, revision = excluded.revision, state = excluded.state
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
          ORDER BY seq DESC LIMIT @most) AS latest
        ORDER BY seq
        """;

    /// <inheritdoc/>
    public RoleList? Load(long? since = null) => database.Read(connection =>
    {
        var revision = Revisions.Of(connection, Name);
        return revision == since ? null : new RoleList(revision, [.. ChangedSince(connection, since ?? -1)]);
    });

    /// <inheritdoc/>
    public long? Save(long over, RoleAssignment role, SwapEvent? swap)
    {
        ArgumentNullException.ThrowIfNull(role);
        var state = StoredJson.Write(new State(role.Role, role.Model, role.Version, role.Since, role.Previous, role.SetByApi, role.Configured, role.Canary));
        return database.WriteAsync(connection =>
        {
            if (Revisions.Rise(connection, Name, over) is not { } revision)
            {
                return (long?)null;
            }

            connection.Execute(SaveRole, new { role.Role, role.Version, Gone = role is { Model: null, Configured: null }, Revision = revision, State = state });
            if (swap is not null)
            {
                connection.Execute(SaveSwap, new { swap.Id, swap.Role, swap.Success, Event = StoredJson.Write(swap) });
            }

            return revision;
        }).GetAwaiter().GetResult(); // The book's lock is held meanwhile: one writer, and it waits for the disk.
    }

    private static IEnumerable<RoleAssignment> ChangedSince(DbConnection connection, long since) =>
        connection.Query<string>("SELECT state FROM roles WHERE revision > @since ORDER BY role", new { since }).Select(StoredJson.Read<State>).Select(state =>
            new RoleAssignment(
                state.Role, state.Model, state.Version, state.Since, state.Previous, Swaps(connection, state.Role, success: true, RoleAssignment.MostHistory))
            {
                SetByApi = state.SetByApi,
                Configured = state.Configured,
                Canary = state.Canary,
                Failed = Swaps(connection, state.Role, success: false, MostFailed),
            });

    private static ImmutableArray<SwapEvent> Swaps(DbConnection connection, string role, bool success, int most) =>
        [.. connection.Query<string>(LastSwaps, new { role, success, most }).Select(StoredJson.Read<SwapEvent>)];

    /// <summary>A role without its history, which stands in rows of its own.</summary>
    private sealed record State(
        string Role, string? Model, int Version, DateTimeOffset Since, string? Previous, bool SetByApi, string? Configured, RoleCanary? Canary);
}
