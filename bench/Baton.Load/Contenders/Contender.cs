using Baton.Load.Machine;

namespace Baton.Load.Contenders;

/// <summary>One proxy of the comparison.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Port">Where it listens on the loopback.</param>
/// <param name="Program">Its program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Models">What comes before a model's name in a request to it.</param>
internal sealed record Contender(string Name, int Port, string Program, string[] Arguments, string Models = "")
{
    /// <summary>The contender whose process answers for this one; <c>null</c>: its own.</summary>
    public Contender? Shares { get; init; }

    /// <summary>Starts it, on the first core where it is to be measured.</summary>
    public Child Start(bool pinned) => Child.Start(Name, Program, Arguments, pinned ? Cores.Proxy : null);
}
