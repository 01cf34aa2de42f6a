using System.Text;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Residency;
using Baton.Testing;

namespace Baton.Tests.Residency;

public sealed class MemoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-memory-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_cache_takes_two_numbers_of_two_bytes_a_layer_head_and_position()
    {
        var header = GgufHeader.Read(Write(
            ("general.architecture", "llama"), ("llama.block_count", 32u), ("llama.embedding_length", 4096u),
            ("llama.attention.head_count", 32u), ("llama.attention.head_count_kv", 8u), ("llama.context_length", 8192u)))!;

        MemoryEstimate.CacheBytes(header, 1024).ShouldBe(1024L * 32 * 8 * (128 + 128) * 2);
        MemoryEstimate.CacheBytes(header, null).ShouldBe(8 * MemoryEstimate.CacheBytes(header, 1024));
    }

    [Fact]
    public void Heads_may_differ_by_layer_and_the_lengths_of_keys_and_values_be_said()
    {
        var header = GgufHeader.Read(Write(
            ("general.architecture", "x"), ("x.block_count", 3u), ("x.embedding_length", 64u), ("x.attention.head_count", 4u),
            ("tokenizer.ggml.tokens", new[] { "a", "b" }), ("x.attention.head_count_kv", new[] { 4, 0, 2 }),
            ("x.attention.key_length", 10u), ("x.attention.value_length", 20u)))!;

        MemoryEstimate.CacheBytes(header, 100).ShouldBe(100 * (4 + 0 + 2) * 30 * 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GGUF")]
    [InlineData("not a weights file at all")]
    public void What_is_no_weights_file_has_no_header(string content)
    {
        var file = Path.Combine(_folder.FullName, "x.gguf");
        File.WriteAllText(file, content);
        GgufHeader.Read(file).ShouldBeNull();
        GgufHeader.Read(file + ".missing").ShouldBeNull();
    }

    [Fact]
    public void A_header_that_is_cut_anywhere_or_lies_about_lengths_is_none()
    {
        var whole = File.ReadAllBytes(Write(("general.architecture", "llama"), ("a", new[] { "x" }), ("b", new[] { 1, 2 })));
        var file = Path.Combine(_folder.FullName, "cut.gguf");
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            GgufHeader.Read(file).ShouldBeNull();
        }

        for (var at = 8; at < whole.Length; at++)
        {
            var broken = (byte[])whole.Clone();
            broken[at] = 0xFF;
            File.WriteAllBytes(file, broken);
            _ = GgufHeader.Read(file); // Anything but an exception or a hang.
        }
    }

    [Fact]
    public void A_real_weights_file_is_read()
    {
        var file = Path.Combine(Checkout.Models, "stories260K.gguf");
        if (!File.Exists(file))
        {
            (Checkout.RequiresAll ? file : null).ShouldBeNull();
            Assert.Skip($"No weights at {file}.");
        }

        var header = GgufHeader.Read(file)!;
        header.Text("general.architecture").ShouldBe("llama");
        var deployment = Deployments.Of("m", file, d => d with { ContextWindow = 512, Slots = 2 });
        var bytes = MemoryEstimate.Of(deployment);
        bytes.ShouldBe(new FileInfo(file).Length + (64L << 20) + MemoryEstimate.CacheBytes(header, 1024));
    }

    [Fact]
    public void Memory_is_the_machines_within_the_groups_limits()
    {
        Put("proc/meminfo", "MemTotal:       1000 kB\nMemFree:  10 kB\nMemAvailable:    600 kB\n");
        Put("proc/self/cgroup", "0::/a/b\n");
        Read().ShouldBe(new MachineMemory(1000 * 1024, 600 * 1024));

        Put("cg/a/memory.max", "500000\n");
        Put("cg/a/memory.current", "300000\n");
        Put("cg/a/memory.stat", "anon 1\ninactive_file 100000\n");
        Put("cg/a/b/memory.max", "max\n");
        Read().ShouldBe(new MachineMemory(500000, 300000));
    }

    [Fact]
    public void A_machine_that_says_nothing_still_has_memory()
    {
        var memory = Read();
        memory.TotalBytes.ShouldBeGreaterThan(0);
        memory.AvailableBytes.ShouldBeNull();
    }

    [Fact]
    public void Graphics_processors_are_read_line_by_line()
    {
        const string Text = "GPU-8d1f0c4e, NVIDIA H100 80GB HBM3, 81559, 1024\nGPU-77aa, NVIDIA GeForce RTX 4090, 24564, [N/A]\n\nodd line\n";
        Gpu.Parse(Text).ShouldBe([new Gpu("GPU-8d1f0c4e", "NVIDIA H100 80GB HBM3", 81559L << 20, 1024L << 20)]);
        Gpu.Parse("No devices were found\n").ShouldBeEmpty();
        Gpu.ParseProcesses("4242, 5120\n4242, 1024\n17, 300\n9, [Insufficient Permissions]\n").ShouldBe(
            new Dictionary<int, long> { [4242] = 6144L << 20, [17] = 300L << 20 }, ignoreOrder: true);
    }

    [Fact]
    public void Groups_of_the_first_version_have_limits_as_well()
    {
        Put("proc/meminfo", "MemTotal:       1000 kB\nMemAvailable:    600 kB\n");
        Put("proc/self/cgroup", "8:pids:/\n4:memory:/a\n0::/\n");
        Put("cg/memory/a/memory.limit_in_bytes", "500000\n");
        Put("cg/memory/a/memory.usage_in_bytes", "300000\n");
        Put("cg/memory/a/memory.stat", "inactive_file 1\ntotal_inactive_file 100000\n");
        Put("cg/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Read().ShouldBe(new MachineMemory(500000, 300000));
    }

    [Fact]
    public void Pressure_is_the_share_of_time_in_which_somebody_waited()
    {
        Put("pressure", "some avg10=12.50 avg60=1.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        MemoryPressure.IsMuch(Path.Combine(_folder.FullName, "pressure")).ShouldBeTrue();
        Put("pressure", "some avg10=0.30 avg60=40.00 avg300=0.00 total=1\nfull avg10=99.00\n");
        MemoryPressure.IsMuch(Path.Combine(_folder.FullName, "pressure")).ShouldBeFalse();
        MemoryPressure.IsMuch(Path.Combine(_folder.FullName, "none")).ShouldBeFalse();
    }

    private MachineMemory Read() => MachineMemory.Read(Path.Combine(_folder.FullName, "proc"), Path.Combine(_folder.FullName, "cg"));

    private void Put(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private string Write(params (string Key, object Value)[] values)
    {
        var file = Path.Combine(_folder.FullName, "made.gguf");
        using var writer = new BinaryWriter(File.Create(file));
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write(0UL);
        writer.Write((ulong)values.Length);
        foreach (var (key, value) in values)
        {
            Text(key);
            switch (value)
            {
                case uint number:
                    writer.Write(4u);
                    writer.Write(number);
                    break;
                case string text:
                    writer.Write(8u);
                    Text(text);
                    break;
                case string[] texts:
                    writer.Write(9u);
                    writer.Write(8u);
                    writer.Write((ulong)texts.Length);
                    Array.ForEach(texts, Text);
                    break;
                case int[] numbers:
                    writer.Write(9u);
                    writer.Write(5u);
                    writer.Write((ulong)numbers.Length);
                    Array.ForEach(numbers, writer.Write);
                    break;
                default:
                    throw new ArgumentException($"No value: {value}", nameof(values));
            }
        }

        return file;

        void Text(string text)
        {
            writer.Write((ulong)Encoding.UTF8.GetByteCount(text));
            writer.Write(Encoding.UTF8.GetBytes(text));
        }
    }
}

/// <summary>Deployments that Baton would start.</summary>
internal static class Deployments
{
    public static Deployment Of(string id, string file, Func<DeploymentOptions, DeploymentOptions>? change = null, Func<ProviderOptions, ProviderOptions>? provider = null) =>
        Catalog(provider, (id, file, change)).Models[0].Deployments[0];

    public static Catalog Catalog(
        Func<ProviderOptions, ProviderOptions>? provider, params (string Id, string File, Func<DeploymentOptions, DeploymentOptions>? Change)[] models) =>
        Baton.Models.Catalog.Build(Options(provider, models));

    public static BatonOptions Options(
        Func<ProviderOptions, ProviderOptions>? provider, params (string Id, string File, Func<DeploymentOptions, DeploymentOptions>? Change)[] models)
    {
        var plain = new ProviderOptions { Name = "here", Kind = ProviderKinds.LlamaServer, Command = "llama-server" };
        return new BatonOptions
        {
            Providers = [provider is null ? plain : provider(plain)],
            Models = models.Select(m =>
            {
                var deployment = new DeploymentOptions { Provider = "here", File = m.File };
                return new ModelOptions { Card = new ModelCard { Id = m.Id }, Deployments = [m.Change is null ? deployment : m.Change(deployment)] };
            }).ToEquatableArray(),
        };
    }
}
