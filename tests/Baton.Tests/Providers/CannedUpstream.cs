using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.Http;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Providers;

/// <summary>An upstream in memory: answers by path, and keeps what it was sent.</summary>
internal sealed class CannedUpstream : HttpMessageHandler
{
    private readonly Dictionary<string, Func<string, HttpResponseMessage>> _answers = new(StringComparer.Ordinal);

    public ConcurrentQueue<(string Address, string? Authorization, string Body)> Received { get; } = [];

    public UpstreamTransport Transport => new(this, new FakeTimeProvider());

    public JsonElement LastBody => JsonElement.Parse(Received.Last().Body);

    public CannedUpstream On(string path, Func<string, HttpResponseMessage> answer)
    {
        _answers[path] = answer;
        return this;
    }

    public CannedUpstream On(string path, string body, int status = 200) => On(path, _ => new HttpResponseMessage((HttpStatusCode)status)
    {
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    });

    public CannedUpstream OnStream(string path, Stream body) => On(path, _ => new HttpResponseMessage(HttpStatusCode.OK)
    {
        Content = new StreamContent(body),
    });

    public static Deployment Deployment(
        string kind, string model = "m", Uri? baseUrl = null, ModelCard? card = null, DeploymentOptions? options = null, string? apiKey = null, int seed = 0)
    {
        var catalog = Catalog.Build(new BatonOptions
        {
            Providers = [new ProviderOptions { Name = "p", Kind = kind, BaseUrl = baseUrl, ApiKeys = apiKey is null ? [] : [apiKey], Seed = seed }],
            Models = [new ModelOptions { Card = card ?? new ModelCard { Id = model }, Deployments = [options ?? new DeploymentOptions { Provider = "p" }] }],
        });
        return catalog.Models[0].Deployments[0];
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var authorization = request.Headers.TryGetValues("Authorization", out var values) ? string.Join(' ', values) : null;
        Received.Enqueue((request.RequestUri!.ToString(), authorization, body));
        return _answers.TryGetValue(request.RequestUri.AbsolutePath, out var answer)
            ? answer(body)
            : new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("""{"error":"not found"}""") };
    }
}
