using Baton.Balancing;
using Baton.Budgets;
using Baton.Caching;
using Baton.Conversations;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Residency;
using Baton.Roles;
using Baton.Roles.Learnings;
using Baton.Server.Audit;
using Baton.Server.Endpoints;
using Baton.Server.Endpoints.Anthropic;
using Baton.Server.Endpoints.Control;
using Baton.Server.Endpoints.OpenAI;
using Baton.Server.Endpoints.OpenAI.Completions;
using Baton.Server.Endpoints.OpenAI.Forwarded;
using Baton.Server.Endpoints.OpenAI.Responses;
using Baton.Server.Endpoints.OpenApi;
using Baton.Server.Events;
using Baton.Server.Keys;
using Baton.Server.Pipeline;
using Baton.Server.Sharing;
using Baton.Server.Telemetry;
using Baton.Storage.Audit;
using Baton.Storage.Keys;
using Baton.Storage.Usage;
using Baton.Telemetry;
using Baton.Telemetry.Sla;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Server;

/// <summary>The gateway: one engine behind OpenAI- and Anthropic-compatible endpoints and the control API.</summary>
public static class Gateway
{
    /// <summary>Builds the gateway, ready to run.</summary>
    /// <param name="options">The checked configuration.</param>
    /// <param name="configure">Adds to the host, a log or a replaced clock; <c>null</c>: nothing.</param>
    /// <param name="inlineSockets">
    /// Whether work goes on where the socket's event was seen, which saves a switch of threads. Nothing in the gateway
    /// blocks; a program that hosts it beside code that does should say no.
    /// </param>
    /// <returns>The application; the caller runs it.</returns>
    public static WebApplication Build(BatonOptions options, Action<WebApplicationBuilder>? configure = null, bool inlineSockets = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Empty: what configures the gateway is baton.yaml alone, and no watch is put on the folders of where it was started.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "baton", ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseUrls([.. options.Server.Urls]);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // BodyReader bounds it, with an answer in JSON.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null; // A model that thinks is no slow client.
        });
        LargeBlocks.Add(builder.Services);
        builder.Services.Configure<SocketTransportOptions>(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = inlineSockets;
            // Saves a system call a request, for a buffer of 4 KiB that every idle connection keeps.
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Server.ShutdownTimeout);
        builder.Services.AddBaton(options);
        Metrics.Add(builder.Services);
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddSingleton<RoleViews>();
        builder.Services.AddSingleton<ControlEvents>();
        builder.Services.AddSingleton<IRequestObserver>(s => s.GetRequiredService<ControlEvents>());
        builder.Services.AddSingleton<IResponseStore>(new InMemoryResponseStore());
        AddKeysAndUsage(builder.Services);
        Otlp.Add(builder.Services, options.Telemetry.Otlp);
        QuietFramework(builder.Logging);
        configure?.Invoke(builder);
        var app = builder.Build();
        Map(app);
        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<HealthWatch>().Start);
        return app;
    }

    private static void AddKeysAndUsage(IServiceCollection services)
    {
        services.AddSingleton<IKeyStore, InMemoryKeyStore>();
        services.AddSingleton<KeyBook>();
        services.AddHostedService<StoreWatch>();
        services.AddSingleton<IAuditStore, InMemoryAuditStore>();
        services.AddSingleton<AuditTrail>();
        services.AddHostedService(s => s.GetRequiredService<AuditTrail>());
        services.AddSingleton<IUsageStore, InMemoryUsageStore>();
        services.AddSingleton<UsageLedger>();
        services.AddSingleton<IRequestObserver>(s => s.GetRequiredService<UsageLedger>());
        services.AddHostedService(s => s.GetRequiredService<UsageLedger>());
    }

    private static void Map(WebApplication app)
    {
        var services = app.Services;
        var catalog = services.GetRequiredService<CatalogSource>();
        var roles = services.GetRequiredService<RoleBook>();
        var time = services.GetRequiredService<TimeProvider>();
        var responses = services.GetRequiredService<IResponseStore>();

        app.Use(RequestIds.InvokeAsync);
        app.Use(next => new ErrorBoundary(next, services.GetRequiredService<ILogger<ErrorBoundary>>()).InvokeAsync);
        app.Use(Paths.InvokeAsync);
        app.Use(AnthropicCallers.InvokeAsync);
        app.Use(next => new Cors(next, catalog).InvokeAsync);
        app.Use(next => new AuditGate(next, services.GetRequiredService<AuditTrail>(), time).InvokeAsync);
        app.Use(next => new KeyGate(next, catalog, services.GetRequiredService<KeyBook>(), new KeyRates(time)).InvokeAsync);
        app.Use(next => new ControlGuard(next, catalog).InvokeAsync);
        app.UseRouting();

        ChatCompletions.Map(app, new ChatCompletions(services.GetRequiredService<IChatClient>(), catalog, time));
        TextCompletions.Map(app, new TextCompletions(services.GetRequiredService<IChatClient>(), catalog, time));
        ResponsesEndpoint.Map(app, new ResponsesEndpoint(services.GetRequiredService<IChatClient>(), catalog, responses, time));
        StoredResponses.Map(app, responses);
        MessagesEndpoint.Map(app, new MessagesEndpoint(services.GetRequiredService<IChatClient>(), catalog, time));
        TokenCount.Map(app, new TokenCount(
            services.GetRequiredService<Orchestra>(), services.GetRequiredService<Providers.Anthropic.AnthropicProvider>(), catalog, time));
        new ForwardedEndpoints(services.GetRequiredService<Orchestra>(), catalog).Map(app);
        ModelList.Map(app, catalog, roles, time.GetUtcNow().ToUnixTimeSeconds());
        var sla = services.GetRequiredService<SlaBook>();
        var host = services.GetRequiredService<IModelHost>();
        new ModelsEndpoint(catalog, roles, sla, host).Map(app);
        MemoryEndpoint.Map(app, host, catalog);
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(host.Start);
        new RolesEndpoint(roles, services.GetRequiredService<RoleSwaps>(), services.GetRequiredService<RoleViews>(), catalog).Map(app);
        LearningsEndpoint.Map(app, services.GetRequiredService<LearningsBook>());
        new EventsEndpoint(
            services.GetRequiredService<EventFeed>(), services.GetRequiredService<ControlEvents>(), catalog, time, app.Lifetime.ApplicationStopping).Map(app);
        BudgetsEndpoint.Map(app, services.GetRequiredService<BudgetBook>());
        new UsageEndpoint(services.GetRequiredService<IUsageStore>(), services.GetRequiredService<UsageLedger>(), catalog).Map(app);
        new KeysEndpoint(services.GetRequiredService<IKeyStore>(), services.GetRequiredService<KeyBook>(), catalog, time).Map(app);
        new AuditEndpoint(services.GetRequiredService<IAuditStore>(), services.GetRequiredService<AuditTrail>()).Map(app);
        RouteEndpoint.Map(app, services.GetRequiredService<Orchestra>(), catalog);
        CacheEndpoint.Map(app, services.GetRequiredService<AnswerCache>(), catalog);
        Metrics.Map(app);
        OpenApiDocument.Map(app);
        Health.Map(app, catalog, services.GetRequiredService<IHostApplicationLifetime>());
    }

    /// <summary>The framework's own news is not the gateway's; what fails reaches the log through <see cref="ErrorBoundary"/>.</summary>
    private static void QuietFramework(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // While it may log anything, every request gets an activity.
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.None);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }
}
