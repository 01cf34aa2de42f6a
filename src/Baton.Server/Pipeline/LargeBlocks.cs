using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Pipeline;

/// <summary>
/// The memory that connections are read into. Kestrel's own comes in blocks of 4 KiB, and each costs a system call and a round of the
/// reader: a prompt of 32 KiB nine of them. So the first blocks that are out are larger; who comes after gets the usual ones, so
/// that thousands of idle connections, which hold a block each, cost no more than these few do.
/// </summary>
/// <param name="usual">Makes the usual pools.</param>
internal sealed class LargeBlocks(IMemoryPoolFactory<byte> usual) : IMemoryPoolFactory<byte>, IDisposable, IAsyncDisposable
{
    /// <summary>A prompt of some length and its headers in two pieces; more would crowd the processor's cache.</summary>
    internal const int BlockSize = 32 * 1024;

    /// <summary>How many of a pool are ever made: 4 MiB.</summary>
    internal const int Most = 128;

    /// <summary>Puts it before the server's own pools.</summary>
    public static void Add(IServiceCollection services)
    {
        var own = services.Last(s => s.ServiceType == typeof(IMemoryPoolFactory<byte>));
        services.Remove(own);
        services.AddSingleton<IMemoryPoolFactory<byte>>(provider => new LargeBlocks(
            (IMemoryPoolFactory<byte>)(own.ImplementationFactory?.Invoke(provider)
                ?? own.ImplementationInstance ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!))));
    }

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool(usual.Create(options));

    /// <inheritdoc/>
    public void Dispose() => (usual as IDisposable)?.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return (usual as IAsyncDisposable)?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private sealed class Pool(MemoryPool<byte> usual) : MemoryPool<byte>
    {
        private readonly ConcurrentQueue<Block> _free = new();
        private int _made;

        public override int MaxBufferSize => usual.MaxBufferSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) =>
            _free.TryDequeue(out var block) ? block
            : Volatile.Read(ref _made) < Most && Interlocked.Increment(ref _made) <= Most ? new Block(_free)
            : usual.Rent(minBufferSize);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                usual.Dispose();
            }
        }
    }

    private sealed class Block(ConcurrentQueue<Block> free) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose() => free.Enqueue(this);
    }
}
