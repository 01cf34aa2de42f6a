namespace Baton.Testing;

/// <summary>Finds a llama-server: <c>BATON_LLAMA_SERVER</c>, else what <c>eng/llama-server.sh</c> brought, else the one on PATH.</summary>
public static class LlamaServerBinary
{
    /// <summary>Its path, or null.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("BATON_LLAMA_SERVER") is { Length: > 0 } set)
            return File.Exists(set) ? set : null;
        var tools = Environment.GetEnvironmentVariable("BATON_TOOLS") is { Length: > 0 } own ? own : Path.Combine(Checkout.Root, ".tools");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Prepend(Path.Combine(tools, "bin")).Select(f => Path.Combine(f, "llama-server")).FirstOrDefault(File.Exists);
    }
}
