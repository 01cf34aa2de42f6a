using Baton.Models;

namespace Baton.Detection;

/// <summary>A model whose card ships with Baton.</summary>
/// <param name="Vendor">The vendor's name in <see cref="Detection.Vendor"/>.</param>
/// <param name="Card">Its card.</param>
internal sealed record KnownModel(string Vendor, ModelCard Card)
{
    /// <summary>
    /// Whether a name that a server lists means this model: its id, or its id with a date or a snapshot's number after it.
    /// Resellers write the dot of a version where its vendor writes a hyphen.
    /// </summary>
    public bool IsCalled(string name)
    {
        var said = name.Replace('.', '-');
        var id = Card.Id.Replace('.', '-');
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
