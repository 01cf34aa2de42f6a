namespace Baton.Models.Configuration;

/// <summary>What is taken out of texts before they are stored or exported: <c>redaction</c>.</summary>
public sealed record RedactionOptions
{
    /// <summary>Keys, tokens and passwords, known by their form.</summary>
    public bool Secrets { get; init; } = true;

    /// <summary>Addresses of mail, telephone, accounts, cards, machines, known by their form.</summary>
    public bool PersonalData { get; init; }
}
