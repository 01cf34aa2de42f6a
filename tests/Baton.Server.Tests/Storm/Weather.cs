using System.Globalization;
using System.Text.RegularExpressions;
using Baton.Testing;

namespace Baton.Server.Tests.Storm;

/// <summary>One upstream in the storm: killed and revived on its own port, and made to fail in every way that is known.</summary>
internal sealed partial class Weather : IAsyncDisposable
{
    private const int Words = 12;

    private static readonly Func<Reply, Reply>[] Moods =
    [
        r => r,
        r => r,
        r => r,
        r => r with { Delay = TimeSpan.FromMilliseconds(30) },
        r => r with { FirstDelay = TimeSpan.FromMilliseconds(400) },
        r => r with { HangAfter = -1 },
        r => r with { HangAfter = 4 },
        r => Reply.Failed(500),
        r => Reply.Failed(503, retryAfter: "1"),
        r => Reply.Failed(429),
        r => r with { CutAfter = -1 },
        r => r with { CutAfter = 1 },
        r => r with { CutAfter = 6 },
        r => r with { CutAfter = 6, Cut = CutKind.Reset },
        r => r with { CutAfter = 6, Cut = CutKind.CleanEnd },
        r => r with { ErrorAfter = 0 },
        r => r with { ErrorAfter = 5 },
        r => r with { GarbageAfter = 1 },
        r => r with { Quirks = Quirks.NoFinish },
    ];

    private readonly string _name;
    private readonly List<FakeUpstream> _lives = [];
    private volatile Func<Reply, Reply> _mood = Moods[0];
    private string _url = "http://127.0.0.1:0";

    private Weather(string name) => _name = name;

    public Uri OpenAIUrl => _lives[^1].OpenAIUrl;

    /// <summary>How often each request was received, over all lives.</summary>
    public IEnumerable<string> Received => _lives.SelectMany(l => l.Requests.All).Select(r => IdOf(r.Text));

    public static async Task<Weather> StartAsync(string name)
    {
        var weather = new Weather(name);
        await weather.ReviveAsync();
        return weather;
    }

    /// <summary>What this upstream answers to a request, whole.</summary>
    public static string Whole(string name, string id) => string.Concat(Pieces(name, id));

    /// <summary>The request's mark in any text that holds it.</summary>
    public static string IdOf(string text) => Mark().Match(text).Value;

    public void Change(Random random) => _mood = Moods[random.Next(Moods.Length)];

    public void Calm() => _mood = Moods[0];

    public async Task KillAsync() => await _lives[^1].DisposeAsync();

    public async Task ReviveAsync()
    {
        var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Url = _url, Keep = 1_000_000 });
        _url = upstream.BaseUrl.ToString();
        upstream.Script("*", request => _mood(new Reply { Pieces = Pieces(_name, IdOf(request.Text)) }));
        _lives.Add(upstream);
    }

    public Task WaitForIdleAsync() => _lives[^1].Requests.WaitForIdle();

    public async ValueTask DisposeAsync()
    {
        foreach (var life in _lives)
        {
            await life.DisposeAsync();
        }
    }

    private static string[] Pieces(string name, string id) =>
        [$"{name} ", $"{id} ", .. Enumerable.Range(1, Words).Select(i => i.ToString(CultureInfo.InvariantCulture) + " "), "end"];

    [GeneratedRegex("storm-[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Mark();
}
