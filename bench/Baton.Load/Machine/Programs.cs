namespace Baton.Load.Machine;

/// <summary>Programs that the machine may have.</summary>
internal static class Programs
{
    public static string? Find(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin".Split(':')
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
