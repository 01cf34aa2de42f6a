using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Testing;

/// <summary>A real HTTP server that speaks the OpenAI, Anthropic and Ollama wires, and fails on demand.</summary>
/// <remarks>What a model answers is a test's <see cref="Script(string, Reply[])"/>, else what its name says (<see cref="ModelGrammar"/>).</remarks>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ScriptBook _scripts;
    private readonly ConnectionCount _connections;

    private FakeUpstream(WebApplication server, ScriptBook scripts, RequestLog requests, ConnectionCount connections)
    {
        (_server, _scripts, Requests, _connections) = (server, scripts, requests, connections);
        var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        BaseUrl = new Uri(addresses.Addresses.First());
    }

    /// <summary>Its address, as Anthropic's and Ollama's clients take it.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Its address with <c>/v1</c>, as OpenAI's clients take it.</summary>
    public Uri OpenAIUrl => new(BaseUrl, "v1");

    /// <summary>What it received.</summary>
    public RequestLog Requests { get; }

    /// <summary>Connections that are open now.</summary>
    public int OpenConnections => _connections.Open;

    /// <summary>Connections that were ever made.</summary>
    public int TotalConnections => _connections.Total;

    /// <summary>Starts one on a free port of the loopback.</summary>
    public static Task<FakeUpstream> StartAsync(string? apiKey = null, TimeProvider? time = null) =>
        StartAsync(new FakeUpstreamOptions { ApiKey = apiKey, Time = time ?? TimeProvider.System });

    /// <summary>Starts one.</summary>
    public static async Task<FakeUpstream> StartAsync(FakeUpstreamOptions options)
    {
        var scripts = new ScriptBook();
        var log = new RequestLog(options.Keep);
        var connections = new ConnectionCount();
        var desk = new Desk(options, scripts, log);

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(options.Url)
            .UseSockets(sockets => sockets.UnsafePreferInlineScheduling = options.InlineScheduling)
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = null;
                // Slow on purpose: a trickle is no attack here.
                kestrel.Limits.MinResponseDataRate = null;
                kestrel.Limits.MinRequestBodyDataRate = null;
                kestrel.ConfigureEndpointDefaults(endpoint => connections.Watch(endpoint));
            });
        var server = builder.Build();
        server.Run(desk.HandleAsync);
        await server.StartAsync();
        return new(server, scripts, log, connections);
    }

    /// <summary>Sets what a model answers: the replies in turn, the last one from then on. The model <c>*</c> is every one without a script.</summary>
    public FakeUpstream Script(string model, params Reply[] replies)
    {
        _scripts.Set(model, replies);
        return this;
    }

    /// <summary>Sets what a model answers, request by request.</summary>
    public FakeUpstream Script(string model, Func<ReceivedRequest, Reply> script)
    {
        _scripts.Set(model, script);
        return this;
    }

    /// <summary>Forgets all scripts.</summary>
    public void ClearScripts() => _scripts.Clear();

    /// <summary>Closes every connection and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        // Hanging answers never end by themselves: nothing is waited for.
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }
}
