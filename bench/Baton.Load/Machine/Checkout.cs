namespace Baton.Load.Machine;

/// <summary>Where the other programs lie.</summary>
internal static class Checkout
{
    /// <summary>The checkout's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A project's program of the same build configuration as this one.</summary>
    /// <exception cref="LoadException">It is not built.</exception>
    public static string Program(string project, string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Root, project, "bin", own.Parent!.Name, own.Name, name);
        return File.Exists(path) ? path : throw new LoadException($"{path} is missing; build it: dotnet build -c {own.Parent.Name} {project}");
    }

    /// <summary>A program that <c>bench/load</c> has published, as it is installed on a machine.</summary>
    /// <exception cref="LoadException">It is not there.</exception>
    public static string Published(string name)
    {
        var path = Path.Combine(Root, "bench", "Baton.Load", "bin", "gateway", name);
        return File.Exists(path) ? path : throw new LoadException($"{path} is missing; bench/load publishes it.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Baton.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new LoadException("This program finds the gateway beside itself: run it from a checkout.");
    }
}

/// <summary>A comparison that cannot go on; the message says what to do.</summary>
internal sealed class LoadException(string message) : Exception(message);
