using System.Buffers;
using Baton.Server.Pipeline;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Pipeline;

public sealed class LargeBlocksTests
{
    [Fact]
    public void The_first_blocks_are_large_and_thousands_of_connections_cost_what_they_always_did()
    {
        using var pool = new LargeBlocks(new Usual()).Create();
        var large = Enumerable.Range(0, LargeBlocks.Most).Select(_ => pool.Rent()).ToList();
        large.ShouldAllBe(block => block.Memory.Length == LargeBlocks.BlockSize);
        using var usual = pool.Rent(100);
        usual.Memory.Length.ShouldBeLessThan(LargeBlocks.BlockSize);
        large[7].Dispose();
        pool.Rent().ShouldBeSameAs(large[7]);
    }

    [Fact]
    public async Task The_gateway_reads_into_them()
    {
        await using var app = Gateway.Build(new Baton.Models.Configuration.BatonOptions());
        app.Services.GetRequiredService<IMemoryPoolFactory<byte>>().ShouldBeOfType<LargeBlocks>();
    }

    private sealed class Usual : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => MemoryPool<byte>.Shared;
    }
}
