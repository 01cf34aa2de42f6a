using Baton.Balancing;
using Baton.Budgets;
using Baton.Caching;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers;
using Baton.Providers.Anthropic;
using Baton.Providers.Http;
using Baton.Providers.LlamaServer;
using Baton.Providers.Ollama;
using Baton.Providers.OpenAI;
using Baton.Providers.Simulated;
using Baton.Residency;
using Baton.Roles;
using Baton.Roles.Automatic;
using Baton.Roles.Learnings;
using Baton.Roles.Traffic;
using Baton.Roles.Trials;
using Baton.Routing;
using Baton.Telemetry;
using Baton.Telemetry.Sla;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Baton;

/// <summary>Puts Baton into a program: one <see cref="IChatClient"/> for everything, and keyed ones for names.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine. <see cref="IChatClient"/> then is the orchestra (<c>auto</c> unless the call's
    /// <see cref="ChatOptions.ModelId"/> says otherwise); keyed by <c>role:NAME</c>, a model's id or any other name that a
    /// request may use, it is that one.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="options">The checked configuration.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddBaton(this IServiceCollection services, BatonOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Random>(s => new LockedRandom((int)s.GetRequiredService<TimeProvider>().GetTimestamp()));
        services.TryAddSingleton<UpstreamTransport>();
        AddProvider<AnthropicProvider>(services);
        AddProvider<OllamaProvider>(services);
        AddProvider<OpenAIProvider>(services);
        AddProvider<LlamaServerProvider>(services);
        AddProvider<SimulatedProvider>(services);
        services.TryAddSingleton<ProviderClients>();
        services.TryAddSingleton(s => new CatalogSource(options, s.GetService<IModelStore>()));
        services.TryAddSingleton<RoleBook>();
        services.TryAddSingleton(s => new RoleSwaps(
            s.GetRequiredService<RoleBook>(), s.GetRequiredService<CatalogSource>(),
            new HealthPrompt(s.GetRequiredService<ProviderClients>(), s.GetRequiredService<TimeProvider>()),
            s.GetRequiredService<RoleTraffic>(), s.GetRequiredService<IEstimates>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<RoleSwaps>>(), s.GetService<ISwapHost>()));
        services.TryAddSingleton<ISwapHost, ResidentPlayers>();
        services.TryAddSingleton<RoleTraffic>();
        services.TryAddSingleton<CanaryWatch>();
        services.TryAddSingleton<RoleWatch>();
        services.TryAddSingleton(s => new LearningsBook(
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<LearningsBook>>(), s.GetService<ILearningStore>(), s.GetRequiredService<IModelHost>()));
        services.TryAddSingleton<ITaskPreferences>(s => s.GetRequiredService<LearningsBook>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, LearningsBook>(s => s.GetRequiredService<LearningsBook>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, RoleTraffic>(s =>
        {
            _ = s.GetRequiredService<CanaryWatch>(); // Nobody calls those who only watch, so nobody else would make them.
            _ = s.GetRequiredService<RoleWatch>();
            return s.GetRequiredService<RoleTraffic>();
        }));
        services.TryAddSingleton<IRoleResolver>(s => s.GetRequiredService<RoleBook>());
        services.TryAddSingleton<ITaskAnalyzer, TaskAnalyzer>();
        services.TryAddSingleton<IEstimates, PriorEstimates>();
        services.TryAddSingleton<IRouter, Router>();
        AddTelemetry(services);
        services.TryAddSingleton(s => new Balancer(
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<Random>(), s.GetServices<ILoadBalancingPolicy>()));
        services.TryAddSingleton<HealthWatch>();
        services.TryAddSingleton<ModelHost>();
        services.TryAddSingleton<OllamaHost>();
        services.TryAddSingleton<IModelHost, ModelHosts>();
        services.TryAddSingleton(s => new BudgetBook(
            s.GetRequiredService<CatalogSource>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<BudgetBook>>(), s.GetService<IBudgetStore>()));
        services.TryAddSingleton<BudgetMeters>();
        services.TryAddSingleton<Orchestra>();
        services.TryAddSingleton<AnswerCache>();
        services.TryAddSingleton<CacheMeters>();
        services.TryAddSingleton<CachingChatClient>();
        services.TryAddSingleton<IChatClient>(s => s.GetRequiredService<CachingChatClient>());
        services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(s => new EmbeddingGenerator(s.GetRequiredService<Orchestra>()));
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
            KeyedService.AnyKey, (s, key) => new EmbeddingGenerator(s.GetRequiredService<Orchestra>(), (string)key!));
        services.AddKeyedSingleton<IChatClient>(
            KeyedService.AnyKey, (s, key) => new NamedChatClient(s.GetRequiredService<IChatClient>(), (string)key!));
        return services;
    }

    /// <summary>Adds the engine, said in code.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Says it.</param>
    /// <returns>The services.</returns>
    /// <exception cref="BatonException">What was said contradicts itself.</exception>
    public static IServiceCollection AddBaton(this IServiceCollection services, Action<BatonBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new BatonBuilder();
        configure(builder);
        return services.AddBaton(builder.Build());
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        services.TryAddSingleton<BatonMeter>();
        services.TryAddSingleton<DeploymentMeters>();
        services.TryAddSingleton<ResidencyMeters>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, RequestMeters>(s =>
        {
            _ = s.GetRequiredService<DeploymentMeters>(); // Nobody calls gauges, so nobody else would make them.
            _ = s.GetRequiredService<SlaMeters>();
            _ = s.GetRequiredService<CacheMeters>();
            _ = s.GetRequiredService<ResidencyMeters>();
            _ = s.GetRequiredService<BudgetMeters>();
            return new RequestMeters(s.GetRequiredService<BatonMeter>());
        }));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, AttemptMeters>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, RequestTracer>());
        services.TryAddSingleton<SlaBook>();
        services.TryAddSingleton<SlaMeters>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, SlaBook>(s => s.GetRequiredService<SlaBook>()));
    }

    private static void AddProvider<T>(IServiceCollection services)
        where T : class, IProvider
    {
        services.TryAddSingleton<T>();
        services.AddSingleton<IProvider>(s => s.GetRequiredService<T>());
        if (typeof(T).IsAssignableTo(typeof(IModelInventory)))
        {
            services.AddSingleton(s => (IModelInventory)s.GetRequiredService<T>());
        }
    }
}
