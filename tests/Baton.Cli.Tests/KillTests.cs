using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Testing;

namespace Baton.Cli.Tests;

/// <summary>What a gateway acknowledged outlives <c>kill -9</c>: a real process is killed while it writes, over and over, and it is counted.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 4;
    private const int AcknowledgedBeforeAKill = 15;
    private const int Writers = 4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-kill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task What_was_acknowledged_outlives_kill_9() => CountAsync("");

    [Fact]
    public async Task What_was_acknowledged_outlives_kill_9_in_PostgreSQL()
    {
        await using var postgres = await RealPostgres.StartAsync();
        Assert.SkipWhen(postgres.SkipReason is not null, postgres.SkipReason ?? "");
        await CountAsync($"database: postgres://baton@127.0.0.1:{postgres.Port}/postgres\n");
        Directory.Exists(Path.Combine(_folder.FullName, ".baton")).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_the_ledger_kill_9_takes_the_last_second_at_most()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "baton.yaml"), "providers: { sim: { kind: simulated } }\nmodels: { small: { provider: sim, simulate: { latency_ms: 1 } } }\n");
        var ended = new ConcurrentQueue<(string Id, long At)>();
        long killed;
        using (var serve = await ServeAsync())
        {
            var begun = TimeProvider.System.GetTimestamp();
            var clients = Enumerable.Range(0, Writers).Select(_ => Task.Run(() => ChatAsync(serve.Address, ended))).ToList();
            while (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(2.5))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None); // Time must really pass: it is what is measured.
            }

            killed = TimeProvider.System.GetTimestamp();
            serve.Process.Kill();
            await Task.WhenAll(clients);
        }

        using var last = await ServeAsync();
        using var http = HttpOf(last.Address);
        var kept = new HashSet<string?>();
        for (string? next = "0"; next is not null;)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"/api/usage?limit=1000&after={next}");
            kept.UnionWith(page.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("request_id").GetString()));
            next = page.GetProperty("next").GetString();
        }

        var safe = ended.Where(r => TimeProvider.System.GetElapsedTime(r.At, killed) > TimeSpan.FromSeconds(1)).ToList();
        safe.Count.ShouldBeGreaterThan(10);
        safe.Where(r => !kept.Contains(r.Id)).ShouldBeEmpty();
        TestContext.Current.SendDiagnosticMessage("{0} of {1} records of the last second were lost", ended.Count(r => !kept.Contains(r.Id)), ended.Count - safe.Count);
    }

    private static async Task ChatAsync(string address, ConcurrentQueue<(string Id, long At)> ended)
    {
        using var http = HttpOf(address);
        while (true)
        {
            try
            {
                using var answer = await http.PostAsJsonAsync(
                    "/v1/chat/completions", new { model = "small", max_tokens = 2, messages = new[] { new { role = "user", content = "hi" } } });
                answer.EnsureSuccessStatusCode();
                ended.Enqueue((answer.Headers.GetValues("x-request-id").Single(), TimeProvider.System.GetTimestamp()));
            }
            catch (Exception e) when (e is HttpRequestException { StatusCode: null } or IOException)
            {
                return; // It was killed before it could answer.
            }
        }
    }

    private async Task CountAsync(string database)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "baton.yaml"), database + "providers: { sim: { kind: simulated } }\nmodels: { small: { provider: sim } }\n");
        var told = new ConcurrentBag<string>();
        for (var round = 0; round < Kills; round++)
        {
            await KillWhileWritingAsync(round, told);
        }

        using var last = await ServeAsync();
        using var http = HttpOf(last.Address);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        await AddAsync(http, kept, "keys", "name");
        await AddAsync(http, kept, "models", "id");
        await AddAsync(http, kept, "roles", "role");
        told.Count.ShouldBeGreaterThanOrEqualTo(Kills * AcknowledgedBeforeAKill);
        told.Where(name => !kept.Contains(name)).ShouldBeEmpty();
    }

    private async Task KillWhileWritingAsync(int round, ConcurrentBag<string> told)
    {
        using var serve = await ServeAsync();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            using var http = HttpOf(serve.Address);
            for (var i = 0; ; i++)
            {
                var name = $"n{round}-{writer}-{i}";
                try
                {
                    using var answer = await WriteAsync(http, name, i);
                    answer.EnsureSuccessStatusCode();
                }
                catch (Exception e) when (e is HttpRequestException { StatusCode: null } or IOException)
                {
                    return; // It was killed before it could answer.
                }

                told.Add($"{Kind(i)} {name}");
                if (Interlocked.Increment(ref count) == AcknowledgedBeforeAKill)
                {
                    enough.SetResult();
                }
            }
        })).ToList();
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        serve.Process.Kill(); // SIGKILL.
        await Task.WhenAll(writers);
    }

    private static string Kind(int i) => (i % 3) switch { 0 => "keys", 1 => "models", _ => "roles" };

    private static Task<HttpResponseMessage> WriteAsync(HttpClient http, string name, int i) => Kind(i) switch
    {
        "keys" => http.PostAsJsonAsync("/api/keys", new { name }),
        "models" => http.PostAsJsonAsync("/api/models", new { id = name, provider = "sim" }),
        _ => http.PutAsJsonAsync($"/api/roles/{name}", new { model = "small" }),
    };

    private static async Task AddAsync(HttpClient http, HashSet<string> kept, string kind, string id)
    {
        var list = await http.GetFromJsonAsync<JsonElement>($"/api/{kind}");
        kept.UnionWith(list.GetProperty(kind).EnumerateArray().Select(e => $"{kind} {e.GetProperty(id).GetString()}"));
    }

    private static HttpClient HttpOf(string address) => new() { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(30) };

    private Task<ServedProcess> ServeAsync() => ServedProcess.StartAsync(_folder);
}
