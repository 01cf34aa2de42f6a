using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests;

/// <summary>A gateway on a real socket in front of a fake upstream.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestGateway(WebApplication app, FakeUpstream upstream)
    {
        _app = app;
        Upstream = upstream;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal));
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public FakeUpstream Upstream { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The first deployment of a model.</summary>
    public Deployment Deployment(string model) => Services.GetRequiredService<CatalogSource>().Current.FindModel(model)!.Deployments[0];

    /// <summary>Starts both; the gateway knows the named models of the fake upstream, on the OpenAI wire.</summary>
    public static Task<TestGateway> StartAsync(params string[] models) => StartAsync((b, _) => { }, models);

    public static async Task<TestGateway> StartAsync(
        Action<BatonBuilder, FakeUpstream> configure, string[] models, Func<BatonOptions, BatonOptions>? change = null, string? upstreamKey = null,
        Action<IServiceCollection>? services = null)
    {
        var upstream = await FakeUpstream.StartAsync(upstreamKey);
        var builder = new BatonBuilder();
        builder.AddProvider("up", ProviderKinds.OpenAI, upstream.OpenAIUrl, "sk-upstream");
        foreach (var model in models)
        {
            builder.AddModel(model, "up", card => card with { Price = new TokenPrice(1m, 2m) });
        }

        configure(builder, upstream);
        var options = builder.Build() with { Server = new ServerOptions { Urls = ["http://127.0.0.1:0"] } };
        var app = Gateway.Build(change is null ? options : change(options), b =>
        {
            b.Logging.ClearProviders();
            services?.Invoke(b.Services);
        });
        await app.StartAsync();
        return new TestGateway(app, upstream);
    }

    public Task<HttpResponseMessage> ChatAsync(string model, string extra = "", bool stream = false) =>
        PostAsync("/v1/chat/completions", Body(model, (stream ? ",\"stream\":true" : "") + extra));

    public Task<HttpResponseMessage> PostAsync(string path, string body) =>
        SendAsync(HttpMethod.Post, path, body);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    public Task StopAsync() => _app.StopAsync();

    public static string Body(string model, string extra = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}]{{extra}}}""";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}

/// <summary>Reads answers.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());

    public static async Task<JsonElement> ErrorAsync(this HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var error = (await response.JsonAsync()).GetProperty("error");
        error.EnumerateObject().Select(p => p.Name).ShouldBe(["message", "type", "param", "code"]); // WIRE 38
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        return error;
    }

    public static string? Code(this JsonElement error) => error.GetProperty("code").GetString();

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>The events of a stream that ended well.</summary>
    public static async Task<List<string>> EventsAsync(this HttpResponseMessage response) => Split(await response.Content.ReadAsStringAsync());

    /// <summary>What of a stream arrived before it broke, and whether it broke.</summary>
    public static async Task<(List<string> Events, bool Broken)> BrokenEventsAsync(this HttpResponseMessage response)
    {
        var text = new MemoryStream();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.CopyToAsync(text);
            return (Split(Encoding.UTF8.GetString(text.ToArray())), false);
        }
        catch (Exception e) when (e is HttpIOException or IOException)
        {
            return (Split(Encoding.UTF8.GetString(text.ToArray())), true);
        }
    }

    public static string Text(this IEnumerable<string> events) => string.Concat(events
        .Where(e => e.StartsWith('{'))
        .Select(e => JsonElement.Parse(e))
        .Where(c => c.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0)
        .Select(c => c.GetProperty("choices")[0].GetProperty("delta"))
        .Select(d => d.TryGetProperty("content", out var content) ? content.GetString() : ""));

    private static List<string> Split(string sse)
    {
        var events = sse.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.ShouldAllBe(e => e.StartsWith("data: ", StringComparison.Ordinal));
        return [.. events.Select(e => e["data: ".Length..])];
    }
}
