using Baton.Models;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.Streaming;
using BenchmarkDotNet.Attributes;

namespace Baton.Benchmarks;

/// <summary>An answer's way back: chunks and whole completions are scanned, not parsed.</summary>
[MemoryDiagnoser]
public class AnswerBenchmarks
{
    private readonly Deployment _deployment = Bodies.Catalog(1).Models[0].Deployments[0];
    private readonly byte[] _ten = [.. Enumerable.Repeat(Bodies.Chunk, 10).SelectMany(c => c)];
    private FrameAssembler _frames = null!;

    [GlobalSetup]
    public void Begin()
    {
        _frames = new FrameAssembler(_deployment, new StreamState(static () => 0));
        _frames.Take(Bodies.FirstChunk, out _);
    }

    [Benchmark]
    public object? ScanChunk() => _frames.Take(Bodies.Chunk, out _);

    [Benchmark(OperationsPerInvoke = 10)]
    public object? ScanChunkOfTenInOneRead() => _frames.Take(_ten, out _);

    [Benchmark]
    public object ScanCompletion() => RawCompletion.Read(_deployment, Bodies.Completion, static () => 0, static () => 0);
}
