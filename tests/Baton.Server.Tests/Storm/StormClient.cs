using System.Text;
using System.Text.Json;

namespace Baton.Server.Tests.Storm;

/// <summary>A client that asks one question after another and looks closely at every answer.</summary>
internal sealed class StormClient(HttpClient http, Tally tally, int number, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly int[] Proper = [429, 502, 503, 504];

    private readonly Random _random = new(seed);
    private int _asked;

    public async Task AskUntilAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await AskAsync();
        }
    }

    public async Task AskAsync()
    {
        var id = $"storm-{(number * 100_000) + _asked++}";
        var stream = _random.Next(2) == 0;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
            {
                Content = new StringContent(TestGateway.Body("m", stream ? ",\"stream\":true" : "").Replace("hi", id), Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("X-Client-Request-Id", id);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!response.IsSuccessStatusCode)
            {
                await RefusedAsync(id, response, patience.Token);
            }
            else if (stream)
            {
                await StreamedAsync(id, response, patience.Token);
            }
            else
            {
                var text = (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
                Check(id, response, text);
            }
        }
        catch (OperationCanceledException)
        {
            tally.Wrongs.Enqueue($"{id} hangs");
        }
        catch (Exception e)
        {
            tally.Wrongs.Enqueue($"{id} {(stream ? "streamed" : "whole")}: {e.GetType().Name}: {e.Message}");
        }
    }

    private async Task RefusedAsync(string id, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var code = JsonElement.Parse(body).GetProperty("error").Code();
        if (!Proper.Contains((int)response.StatusCode) || code is null)
        {
            tally.Wrongs.Enqueue($"{id} was refused with {(int)response.StatusCode}: {body}");
        }

        tally.WasRefused();
    }

    private async Task StreamedAsync(string id, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (events, broken) = await response.BrokenEventsAsync().WaitAsync(cancellationToken);
        var text = events.Text();
        var done = events.Count > 0 && events[^1] == "[DONE]";
        var error = events.Count > 0 && events[^1].StartsWith("{\"error\":{", StringComparison.Ordinal);
        if (done && !broken)
        {
            Check(id, response, text);
        }
        else if (!broken || !error || !IsBeginning(id, response, text))
        {
            tally.Wrongs.Enqueue($"{id} ended improperly (broken: {broken}, error frame: {error}): {string.Join(' ', events)}");
        }
        else
        {
            tally.Broke();
        }
    }

    private void Check(string id, HttpResponseMessage response, string text)
    {
        if (text == Weather.Whole(NameOf(response), id))
        {
            tally.Answered();
        }
        else
        {
            tally.Wrongs.Enqueue($"{id} passed as whole by {NameOf(response)}: {text}");
        }
    }

    /// <summary>What came before an error must be the beginning of one deployment's answer: nothing twice, nothing of two.</summary>
    private static bool IsBeginning(string id, HttpResponseMessage response, string text) =>
        Weather.Whole(NameOf(response), id).StartsWith(text, StringComparison.Ordinal);

    private static string NameOf(HttpResponseMessage response) => response.Header("x-baton-deployment")!.Split('@')[1];
}
