using System.Net.Http.Json;
using System.Text.Json;

namespace Baton.Cli.Tests;

public sealed class ServeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-serve-");
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _stop.Dispose();
    }

    [Fact]
    public async Task Serve_says_one_ready_line_answers_and_ends_in_peace()
    {
        await using var run = await RunAsync("providers: { sim: { kind: simulated } }\nmodels: { small: { provider: sim } }\n");
        run.Ready.ShouldContain("1 models, all simulated");
        using var response = await run.Http.PostAsJsonAsync(
            "/v1/chat/completions", new { model = "auto", messages = new[] { new { role = "user", content = "hi" } } });
        response.EnsureSuccessStatusCode();
        response.Headers.GetValues("x-baton-simulated").ShouldBe(["true"]);
        (await run.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_changed_file_is_taken_over_and_a_broken_one_is_not()
    {
        const string Head = "providers: { sim: { kind: simulated } }\nmodels:\n  one: { provider: sim }\n";
        await using var run = await RunAsync(Head);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "baton.yaml"), Head + "  two: { provider: nobody }\n");
        await run.LogAsync("nobody");
        (await run.ModelsAsync()).ShouldBe(["one"]);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "baton.yaml"), Head + "  two: { provider: sim }\n");
        await Run.UntilAsync(async () => (await run.ModelsAsync()).Count == 2);
        (await run.ModelsAsync()).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_key_of_the_command_line_holds_and_falls_in_a_running_gateway()
    {
        await using var run = await RunAsync("server: { keys: auto }\nproviders: { sim: { kind: simulated } }\nmodels: { small: { provider: sim } }\n");
        var made = JsonElement.Parse(await KeysAsync("create", "--name", "one", "--admin"));
        run.Http.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("key").GetString());
        await Run.UntilAsync(async () => (await run.Http.GetAsync("/api/models")).IsSuccessStatusCode);
        await KeysAsync("revoke", "one");
        await Run.UntilAsync(async () => (await run.Http.GetAsync("/api/models")).StatusCode == System.Net.HttpStatusCode.Unauthorized);
    }

    private async Task<string> KeysAsync(params string[] args)
    {
        var output = new StringWriter();
        var terminal = new Terminal(TextReader.Null, output, TextWriter.Null) { Folder = _folder.FullName, Environment = _ => null };
        (await BatonCommand.RunAsync(["keys", .. args, "--json"], terminal)).ShouldBe(0);
        return output.ToString();
    }

    private async Task<Run> RunAsync(string yaml)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "baton.yaml"), yaml);
        var output = new LineWriter();
        var error = new LineWriter();
        var terminal = new Terminal(TextReader.Null, output, error) { Folder = _folder.FullName, Environment = _ => null };
        var exit = BatonCommand.RunAsync(["serve", "--urls", "http://127.0.0.1:0"], terminal, _stop.Token);
        var first = await Task.WhenAny(output.First, exit);
        first.ShouldBe(output.First, error.ToString());
        return new Run(await output.First, exit, error, _stop);
    }

    private sealed class Run(string ready, Task<int> exit, LineWriter error, CancellationTokenSource stop) : IAsyncDisposable
    {
        public string Ready => ready;

        public HttpClient Http { get; } = new() { BaseAddress = new Uri(ready[ready.IndexOf("http", StringComparison.Ordinal)..].Split(' ')[0]) };

        public async Task<List<string>> ModelsAsync() =>
            [.. (await Http.GetFromJsonAsync<JsonElement>("/api/models")).GetProperty("models").EnumerateArray().Select(m => m.GetProperty("id").GetString()!)];

        public Task LogAsync(string words) => UntilAsync(() => Task.FromResult(error.ToString().Contains(words, StringComparison.Ordinal)));

        /// <summary>Looks until it holds; the file is watched by the real clock, so this waits for real, with a deadline.</summary>
        public static async Task UntilAsync(Func<Task<bool>> holds)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
            while (!await holds())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
            }
        }

        public async Task<int> StopAsync()
        {
            await stop.CancelAsync();
            return await exit;
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await StopAsync();
        }
    }

    /// <summary>A writer that many threads may write to, and that tells of its first line.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => _first.Task;

        public override void WriteLine(string? value)
        {
            lock (_lock)
            {
                base.WriteLine(value);
            }

            _first.TrySetResult(value ?? "");
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }

        public override string ToString()
        {
            lock (_lock)
            {
                return base.ToString();
            }
        }
    }
}
