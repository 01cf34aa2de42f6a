using System.Collections.Concurrent;
using Baton.Models.Configuration;
using Baton.Providers;

namespace Baton.Tests.Detection;

/// <summary>Servers in memory, by the provider's name; one without an answer cannot be reached.</summary>
internal sealed class FakeInventory(string kind) : IModelInventory
{
    private readonly Dictionary<string, Func<CancellationToken, Task<IReadOnlyList<InstalledModel>>>> _answers = new(StringComparer.Ordinal);

    public string Kind => kind;

    public ConcurrentBag<ProviderOptions> Asked { get; } = [];

    public FakeInventory Lists(string provider, params InstalledModel[] models)
    {
        _answers[provider] = _ => Task.FromResult<IReadOnlyList<InstalledModel>>(models);
        return this;
    }

    public FakeInventory Lists(string provider, params string[] names) => Lists(provider, [.. names.Select(n => new InstalledModel(n))]);

    public FakeInventory Fails(string provider, string code, string message)
    {
        _answers[provider] = _ => throw new UpstreamException(code, message);
        return this;
    }

    /// <summary>Never answers, and does not heed its token either.</summary>
    public FakeInventory Hangs(string provider)
    {
        _answers[provider] = _ => new TaskCompletionSource<IReadOnlyList<InstalledModel>>().Task;
        return this;
    }

    public Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        Asked.Add(provider);
        return _answers.TryGetValue(provider.Name, out var answer)
            ? answer(cancellationToken)
            : throw new UpstreamException(ErrorCodes.UpstreamUnreachable, $"{provider.Name} cannot be reached: refused");
    }
}
