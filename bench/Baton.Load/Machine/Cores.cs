namespace Baton.Load.Machine;

/// <summary>Which cores do what: the proxy has one for itself, everything else shares another.</summary>
internal static class Cores
{
    public const string Proxy = "0";
    public const string Rest = "1";

    private static readonly string? Taskset = Environment.ProcessorCount > 1 ? Programs.Find("taskset") : null;

    public static bool Pinned => Taskset is not null;

    /// <summary>The command that runs a program on one core, where that can be said.</summary>
    public static (string Program, IEnumerable<string> Arguments) On(string? core, string program, IEnumerable<string> arguments) =>
        core is null || Taskset is null ? (program, arguments) : (Taskset, ["-c", core, program, .. arguments]);
}
