using Baton.Providers.OpenAI;
using Baton.Routing;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace Baton.Benchmarks;

/// <summary>A request's way in: one pass over its bytes, the options, the task, the bytes that go out.</summary>
[MemoryDiagnoser]
public class RequestBenchmarks
{
    private static readonly byte[] ModelJson = "\"m-7\""u8.ToArray();
    private readonly TaskAnalyzer _analyzer = new();
    private readonly OpenAIDialect _dialect = OpenAIDialect.Of(Bodies.Catalog(1).Models[0].Deployments[0].Provider);
    private RawChatRequest _small = null!;
    private RawChatRequest _streamed = null!;
    private RawChatRequest _large = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _small = RawChatRequest.Parse(Bodies.Small, Bodies.Small.Length);
        _streamed = RawChatRequest.Parse(Bodies.SmallStreamed, Bodies.SmallStreamed.Length);
        _large = RawChatRequest.Parse(Bodies.Large, Bodies.Large.Length);
    }

    [Benchmark]
    public object ParseSmall() => RawChatRequest.Parse(Bodies.Small, Bodies.Small.Length);

    [Benchmark]
    public object Parse32KiB() => RawChatRequest.Parse(Bodies.Large, Bodies.Large.Length);

    [Benchmark]
    public object FillOptions()
    {
        var options = new BatonChatOptions();
        RawChatOptions.Fill(_small, options);
        return options;
    }

    [Benchmark]
    public TaskAnalysis AnalyseSmall() => TaskView.Analyze(_analyzer, _small.Messages, new ChatOptions());

    [Benchmark]
    public TaskAnalysis Analyse32KiB() => TaskView.Analyze(_analyzer, _large.Messages, new ChatOptions());

    [Benchmark]
    public async Task SpliceSmall()
    {
        using var content = RequestSplice.Make(_small, ModelJson, _dialect, record: null);
        await content.CopyToAsync(Stream.Null);
    }

    [Benchmark]
    public async Task SpliceStreamed()
    {
        using var content = RequestSplice.Make(_streamed, ModelJson, _dialect, record: null);
        await content.CopyToAsync(Stream.Null);
    }

    [Benchmark]
    public async Task Splice32KiB()
    {
        using var content = RequestSplice.Make(_large, ModelJson, _dialect, record: null);
        await content.CopyToAsync(Stream.Null);
    }
}
