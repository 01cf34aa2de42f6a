using System.Text;

namespace Baton.Roles;

/// <summary>Whose requests a canary answers: a share by a stable hash, so that a conversation is not torn between two models.</summary>
internal static class CanaryShare
{
    /// <summary>Whether a caller's requests are within the share.</summary>
    /// <param name="percent">The share.</param>
    /// <param name="role">The role: another role's canary has other callers.</param>
    /// <param name="caller">His conversation, key or name; <c>null</c>: unknown, and then never.</param>
    public static bool Holds(double percent, string role, string? caller) =>
        percent >= 100 || (caller is not null && Uniform(role, caller) * 100 < percent);

    /// <summary>A number in [0, 1) from two texts: FNV-1a with the finalizer of SplitMix64, the same in every process.</summary>
    private static double Uniform(string role, string caller)
    {
        var hash = Fold(Fold(14695981039346656037UL, role) * 1099511628211UL, caller);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        hash ^= hash >> 31;
        return (hash >> 11) / (double)(1UL << 53);
    }

    private static ulong Fold(ulong hash, string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        return hash;
    }
}
