using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Endpoints;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_holds_every_endpoint_that_is_there()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        var document = await gateway.GetAsync("/openapi/v1.json");
        document.GetProperty("openapi").GetString().ShouldBe("3.1.0");
        var paths = document.GetProperty("paths");
        var mapped = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        mapped.Count.ShouldBeGreaterThan(25);
        foreach (var endpoint in mapped)
        {
            paths.TryGetProperty(endpoint.RoutePattern.RawText!.Replace("{**", "{"), out _).ShouldBeTrue(endpoint.RoutePattern.RawText);
        }
    }

    [Fact]
    public async Task Operations_say_what_they_take_and_give()
    {
        await using var gateway = await TestGateway.StartAsync("fake");
        var paths = (await gateway.GetAsync("/openapi/v1.json")).GetProperty("paths");
        var chat = paths.GetProperty("/v1/chat/completions").GetProperty("post");
        chat.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("required")
            .EnumerateArray().Select(r => r.GetString()).ShouldBe(["model", "messages"]);
        var model = paths.GetProperty("/api/models/{id}").GetProperty("get");
        model.GetProperty("parameters")[0].GetProperty("name").GetString().ShouldBe("id");
        var schema = model.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        schema.GetProperty("properties").TryGetProperty("context_window", out _).ShouldBeTrue();
        var ids = paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value.GetProperty("operationId").GetString()).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
    }
}
