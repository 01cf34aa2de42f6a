using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Benchmarks;

/// <summary>A request through the whole engine, without a wire: choice, lease, attempt, record. What answers does so at once.</summary>
[MemoryDiagnoser]
public class LoopBenchmarks : IDisposable
{
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "Tell me how a parser keeps the place of every token.")];

    private ServiceProvider _services = null!;
    private Orchestra _orchestra = null!;

    /// <summary>Deployments of the model.</summary>
    [Params(1, 4)]
    public int Deployments { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IProvider, Instant>();
        services.AddBaton(b => b.AddProvider("p", "instant").AddModel(new ModelOptions
        {
            Card = new ModelCard { Id = "m", Price = new TokenPrice(1m, 2m) },
            Deployments = Enumerable.Range(0, Deployments).Select(_ => new DeploymentOptions { Provider = "p" }).ToEquatableArray(),
        }));
        _services = services.BuildServiceProvider();
        _orchestra = _services.GetRequiredService<Orchestra>();
    }

    [Benchmark]
    public Task<ChatResponse> Unstreamed() => _orchestra.GetResponseAsync(Messages, new BatonChatOptions { ModelId = "m" });

    [Benchmark]
    public async Task<int> Streamed()
    {
        var pieces = 0;
        await foreach (var update in _orchestra.GetStreamingResponseAsync(Messages, new BatonChatOptions { ModelId = "m" }))
        {
            pieces += update.Contents.Count;
        }

        return pieces;
    }

    public void Dispose()
    {
        _services?.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Instant : IProvider, IChatClient
    {
        private static readonly ChatResponse Answer = new(new ChatMessage(ChatRole.Assistant, "By counting."))
        {
            Usage = new UsageDetails { InputTokenCount = 12, OutputTokenCount = 3 },
        };

        private static readonly ChatResponseUpdate Piece = new(ChatRole.Assistant, "By counting.");

        public string Kind => "instant";

        public IChatClient CreateClient(Deployment deployment) => this;

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(Answer);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < 100; i++)
            {
                yield return Piece;
            }

            await Task.CompletedTask;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
