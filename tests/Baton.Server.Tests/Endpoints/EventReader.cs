using System.Globalization;
using System.Text.Json;

namespace Baton.Server.Tests.Endpoints;

/// <summary>Reads <c>/api/events</c>, each wait with a deadline.</summary>
internal sealed class EventReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Task<EventReader> OpenAsync(TestGateway gateway, long last) => OpenAsync(gateway, last.ToString(CultureInfo.InvariantCulture));

    public static async Task<EventReader> OpenAsync(TestGateway gateway, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event, or the next of a kind.</summary>
    public async Task<(long Id, string Kind, JsonElement Data)> NextAsync(string? kind = null)
    {
        while (true)
        {
            var id = await LineAsync("id: ");
            var read = await LineAsync("event: ");
            var data = await LineAsync("data: ");
            (await lines.ReadLineAsync().WaitAsync(Patience)).ShouldBe("");
            if (kind is null || kind == read)
            {
                return (long.Parse(id, CultureInfo.InvariantCulture), read, JsonElement.Parse(data));
            }
        }
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }

    private async Task<string> LineAsync(string name)
    {
        var line = await lines.ReadLineAsync().WaitAsync(Patience);
        line.ShouldNotBeNull();
        line.ShouldStartWith(name);
        return line[name.Length..];
    }
}
