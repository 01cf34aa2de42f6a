namespace Baton.Models.Configuration;

/// <summary>A reload that is to be applied.</summary>
/// <param name="Before">What the file said when it was last applied.</param>
/// <param name="Now">What it says now; what needs a restart is as before.</param>
public sealed record ConfigurationChange(BatonOptions Before, BatonOptions Now);
