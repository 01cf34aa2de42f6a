using Baton.Models;

namespace Baton.Residency;

/// <summary>
/// The memory that a model will take: its weights, the keys and values of its context (two numbers of 16 bits a layer, head and
/// position), and something for the work itself. A first guess: after each load what was measured takes its place.
/// </summary>
internal static class MemoryEstimate
{
    private const int BytesPerNumber = 2;
    private const long Work = 64L << 20;

    /// <summary>The estimate for a deployment.</summary>
    public static long Of(Deployment deployment)
    {
        if (deployment.Options.File is not { } file)
        {
            return deployment.Model.MemoryBytes ?? Work;
        }

        if (deployment.Model.MemoryBytes is { } said)
        {
            return said;
        }

        var tokens = deployment.ContextWindow is { } window ? (long)window * (deployment.Options.Slots ?? 1) : (long?)null;
        return WeightBytes(file) + Work + (GgufHeader.Read(file) is { } header ? CacheBytes(header, tokens) : 0);
    }

    /// <summary>The bytes of keys and values for so many positions.</summary>
    /// <param name="header">The model's shape.</param>
    /// <param name="tokens">The positions; <c>null</c>: as many as the model was trained with.</param>
    public static long CacheBytes(GgufHeader header, long? tokens)
    {
        var family = header.Text("general.architecture");
        var layers = header.Number($"{family}.block_count");
        var width = header.Number($"{family}.embedding_length");
        var heads = header.Numbers($"{family}.attention.head_count");
        if (layers is not > 0 || width is not > 0 || heads is not { Length: > 0 })
        {
            return 0; // A shape without attention, or one that is not known.
        }

        var positions = tokens ?? header.Number($"{family}.context_length") ?? 0;
        var shared = header.Numbers($"{family}.attention.head_count_kv") is { Length: > 0 } kv ? kv : heads;
        var numbers = 0L;
        for (var layer = 0; layer < layers; layer++)
        {
            var per = At(heads, layer) is var count && count > 0 ? width.Value / count : 0;
            var key = header.Number($"{family}.attention.key_length") ?? per;
            var value = header.Number($"{family}.attention.value_length") ?? per;
            numbers += At(shared, layer) * (key + value);
        }

        return positions * numbers * BytesPerNumber;
    }

    private static long At(long[] values, int layer) => values[Math.Min(layer, values.Length - 1)];

    /// <summary>The size of a weights file, of all its parts where it comes in parts (<c>-00001-of-00003</c>).</summary>
    private static long WeightBytes(string file)
    {
        try
        {
            var name = Path.GetFileName(file);
            var at = name.IndexOf("-00001-of-", StringComparison.Ordinal);
            return at < 0
                ? new FileInfo(file).Length
                : new DirectoryInfo(Path.GetDirectoryName(file)!).EnumerateFiles($"{name[..at]}-?????{name[(at + 6)..]}").Sum(f => f.Length);
        }
        catch (IOException)
        {
            return 0; // Not there yet: the load will say so.
        }
    }
}
