namespace Baton.Roles;

/// <summary>Keeps roles over a restart. Read once at the start; written before a change is acknowledged, by one writer at a time.</summary>
public interface IRoleStore
{
    /// <summary>Every role that was saved, the latest of each.</summary>
    /// <returns>The roles.</returns>
    IReadOnlyList<RoleAssignment> Load();

    /// <summary>
    /// Keeps a role and the swap that made it so, in one transaction. An event of an id that is known replaces that one: its later
    /// phases have ended. An unload of a role that is in no file leaves it with neither model nor entry; it need not be loaded again.
    /// </summary>
    /// <param name="role">The role.</param>
    /// <param name="swap">The swap, also one that failed; <c>null</c>: only what the role remembers of its configuration changed.</param>
    void Save(RoleAssignment role, SwapEvent? swap);
}

/// <summary>Keeps nothing: roles start with the configuration's.</summary>
internal sealed class NoRoleStore : IRoleStore
{
    public IReadOnlyList<RoleAssignment> Load() => [];

    public void Save(RoleAssignment role, SwapEvent? swap)
    {
        // The roles themselves are in memory, in the book.
    }
}
