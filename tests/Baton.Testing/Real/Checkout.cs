namespace Baton.Testing;

/// <summary>Where the tests run: the folder of the solution, and what lies around it.</summary>
public static class Checkout
{
    /// <summary>The folder of <c>Baton.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Whether a missing part is a failure: CI brings everything, a checkout need not.</summary>
    public static bool RequiresAll => Environment.GetEnvironmentVariable("BATON_REQUIRE_ALL") == "1";

    /// <summary>The folder of small real weights: <c>BATON_TEST_MODELS</c>, else <c>../shared/models</c>.</summary>
    public static string Models =>
        Environment.GetEnvironmentVariable("BATON_TEST_MODELS") is { Length: > 0 } set ? set : Path.GetFullPath(Path.Combine(Root, "../shared/models"));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Baton.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Baton.slnx above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
