namespace Baton.Roles;

/// <summary>
/// Keeps roles over a restart, for one program or for several that share it. Written before a change is acknowledged, by one writer of
/// a program at a time.
/// </summary>
public interface IRoleStore
{
    /// <summary>Roles that changed, the latest of each; made for looking often.</summary>
    /// <param name="since">The revision that the caller knows; <c>null</c>: none, so every role that was saved is given.</param>
    /// <returns>The roles; <c>null</c> where nothing changed.</returns>
    RoleList? Load(long? since = null);

    /// <summary>
    /// Keeps a role and the swap that made it so, in one transaction. An event of an id that is known replaces that one: its later
    /// phases have ended. An unload of a role that is in no file leaves it with neither model nor entry.
    /// </summary>
    /// <param name="over">The revision that the change was decided on.</param>
    /// <param name="role">The role.</param>
    /// <param name="swap">The swap, also one that failed; <c>null</c>: only what the role remembers of its configuration changed.</param>
    /// <returns>The new revision; <c>null</c>: another program's change came first, nothing was kept, and the caller must look and decide again.</returns>
    long? Save(long over, RoleAssignment role, SwapEvent? swap);
}

/// <summary>Roles as they are kept.</summary>
/// <param name="Revision">Rises with every change.</param>
/// <param name="Roles">The roles.</param>
public sealed record RoleList(long Revision, IReadOnlyList<RoleAssignment> Roles);

/// <summary>Keeps nothing: roles start with the configuration's.</summary>
internal sealed class NoRoleStore : IRoleStore
{
    public RoleList? Load(long? since = null) => since is null ? new RoleList(0, []) : null;

    public long? Save(long over, RoleAssignment role, SwapEvent? swap) => over; // The roles themselves are in memory, in the book.
}
