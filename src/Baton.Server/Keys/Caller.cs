using Baton.Storage.Keys;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Keys;

/// <summary>Who sent a request, as far as his key says.</summary>
/// <param name="shown">The key that he showed; <c>null</c>: none.</param>
/// <param name="key">The gateway's key that it is; <c>null</c>: none of them.</param>
internal sealed class Caller(string? shown, ApiKey? key)
{
    private static readonly Caller Anonymous = new(null, null);

    /// <summary>The gateway's key; <c>null</c> where none was needed.</summary>
    public ApiKey? Key => key;

    /// <summary>A hash of the key, to tell callers apart without keeping it; <c>null</c> where none was shown.</summary>
    public string? Hash => shown is null ? null : KeySecret.Hash(shown);

    /// <summary>What keeps a caller at the same deployment; stays in memory.</summary>
    public string? Affinity => key?.Id ?? shown;

    /// <summary>Who sent a request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Anonymous;

    /// <summary>Whether a name of the list of models is for him.</summary>
    public bool MaySee(string name) => key is null || key.Models.IsEmpty || name == "auto" || key.Models.Contains(name, StringComparer.Ordinal);
}
