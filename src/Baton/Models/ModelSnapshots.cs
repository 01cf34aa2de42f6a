namespace Baton.Models;

/// <summary>Names of one model: its id, or its id with a date or a snapshot's number after it.</summary>
internal static class ModelSnapshots
{
    /// <summary>Whether a name means a model. Resellers write the dot of a version where its vendor writes a hyphen.</summary>
    /// <param name="name">The name, as a server lists it.</param>
    /// <param name="id">The model's id.</param>
    public static bool Is(string name, string id)
    {
        var said = name.Replace('.', '-');
        id = id.Replace('.', '-');
        return said.StartsWith(id, StringComparison.OrdinalIgnoreCase) && IsSnapshot(said.AsSpan(id.Length));
    }

    private static bool IsSnapshot(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest is "-latest")
        {
            return true;
        }

        foreach (var sign in rest)
        {
            if (!char.IsAsciiDigit(sign) && sign is not ('-' or '@'))
            {
                return false;
            }
        }

        return rest.Length >= 5 && !char.IsAsciiDigit(rest[0]);
    }
}
