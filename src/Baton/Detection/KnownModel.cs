using Baton.Models;

namespace Baton.Detection;

/// <summary>A model whose card ships with Baton.</summary>
/// <param name="Vendor">The vendor's name in <see cref="Detection.Vendor"/>.</param>
/// <param name="Card">Its card.</param>
internal sealed record KnownModel(string Vendor, ModelCard Card)
{
    /// <summary>Whether a name that a server lists means this model.</summary>
    public bool IsCalled(string name) => ModelSnapshots.Is(name, Card.Id);
}
