using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>One wire protocol. Found by its name among the registered ones, so that adding one edits no list.</summary>
public interface IProvider
{
    /// <summary>The configuration's <c>kind</c>.</summary>
    string Kind { get; }

    /// <summary>A client of one deployment. It asks once and never retries; it fails with <see cref="UpstreamException"/>.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <returns>The client; it holds no connection of its own and needs no disposal.</returns>
    IChatClient CreateClient(Deployment deployment);
}

/// <summary>A provider that can say which models a server has.</summary>
public interface IModelInventory
{
    /// <summary>The configuration's <c>kind</c>.</summary>
    string Kind { get; }

    /// <summary>Asks the server.</summary>
    /// <param name="provider">Where and with what credential.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is installed there.</returns>
    /// <exception cref="UpstreamException">It could not be asked.</exception>
    Task<IReadOnlyList<InstalledModel>> ListAsync(ProviderOptions provider, CancellationToken cancellationToken);
}

/// <summary>A model that a server has.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Loaded">Whether it is in memory now; <c>null</c> where the server does not say.</param>
/// <param name="SizeBytes">Its size, where the server says.</param>
/// <param name="ContextWindow">Its context window, where the server says.</param>
/// <param name="Capabilities">What it can do, where the server says.</param>
/// <param name="Family">Its family, where the server says.</param>
public sealed record InstalledModel(
    string Name,
    bool? Loaded = null,
    long? SizeBytes = null,
    int? ContextWindow = null,
    EquatableArray<string>? Capabilities = null,
    string? Family = null);
