using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Testing;

namespace Baton.Cli.Tests;

/// <summary>
/// Baton is killed in the middle of a swap of real local models, again and again: at the next start the role is as before the swap or as after
/// it, and no process is left over, not even where the shells that look after them were killed as well.
/// </summary>
public sealed class SwapKillTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Players = ["one", "two"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-swap-kill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_swap_that_kill_9_interrupts_took_effect_or_did_not_and_leaves_no_process_behind()
    {
        var command = LlamaServerBinary.Find();
        var weights = Path.Combine(Checkout.Models, "stories260K.gguf");
        if (command is null || !File.Exists(weights) || !OperatingSystem.IsLinux())
        {
            Checkout.RequiresAll.ShouldBeFalse("llama-server or its weights are missing");
            Assert.Skip("No llama-server or no weights: run eng/llama-server.sh, or set BATON_LLAMA_SERVER and BATON_TEST_MODELS.");
        }

        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "baton.yaml"),
            $$"""
            providers: { here: { kind: llama-server, command: "{{command}}", args: ["-t", "1", "--no-warmup"], folder: "{{Checkout.Models}}" } }
            models:
              one: { provider: here, file: stories260K.gguf, context_window: 256, slots: 1 }
              two: { provider: here, file: stories260K.gguf, context_window: 256, slots: 2 }
            roles: { narrator: { model: one } }
            """);
        var before = new Seen(1, "one", 1);
        var outcomes = new List<string>();
        foreach (var (round, wait) in new[] { 0, 60, 120, 250, 500, -1 }.Index())
        {
            before = await KillAsync(before, wait, shellsToo: round % 2 == 1, outcomes);
        }

        output.WriteLine(string.Join("; ", outcomes));
        outcomes.ShouldContain(o => o.Contains("as before", StringComparison.Ordinal));
        outcomes.ShouldContain(o => o.Contains("as after", StringComparison.Ordinal));
    }

    /// <summary>Kills so many milliseconds into a swap, or, with a negative number, when its answer is there; then looks what the next start makes of it.</summary>
    private async Task<Seen> KillAsync(Seen before, int wait, bool shellsToo, List<string> outcomes)
    {
        var target = Players[1 - Array.IndexOf(Players, before.Model)];
        List<int> processes;
        using (var serve = await ServedProcess.StartAsync(_folder))
        {
            using var http = new HttpClient { BaseAddress = new Uri(serve.Address) };
            using (var loaded = await http.PostAsync($"/api/models/{before.Model}/load", null))
            {
                loaded.EnsureSuccessStatusCode();
            }

            var swap = SwapAsync(http, target);
            if (wait < 0)
            {
                (await swap).ShouldBe(true);
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            processes = Noted();
            processes.ShouldNotBeEmpty();
            foreach (var shell in shellsToo ? processes.Select(ParentOf).OfType<int>().ToList() : [])
            {
                Kill(shell);
            }

            serve.Process.Kill();
            await swap;
        }

        using var next = await ServedProcess.StartAsync(_folder);
        using var again = new HttpClient { BaseAddress = new Uri(next.Address) };
        var role = await again.GetFromJsonAsync<JsonElement>("/api/roles/narrator");
        var seen = new Seen(role.GetProperty("version").GetInt32(), role.GetProperty("model").GetString()!, role.GetProperty("history").GetArrayLength());
        var after = new Seen(before.Version + 1, target, before.History + 1);
        (seen == before || seen == after).ShouldBeTrue($"{seen} is neither {before} nor {after}");
        if (wait < 0)
        {
            seen.ShouldBe(after); // It was acknowledged.
        }

        var last = role.GetProperty("history")[seen.History - 1];
        (last.GetProperty("version").GetInt32(), last.GetProperty("to").GetString()).ShouldBe((seen.Version, seen.Model));
        outcomes.Add($"after {(wait < 0 ? "the answer" : $"{wait} ms")}{(shellsToo ? ", shells too" : "")}: {(seen == before ? "as before" : "as after")}");
        for (var looks = 0; processes.Any(IsAlive); looks++)
        {
            looks.ShouldBeLessThan(2_000, $"of {string.Join(", ", processes)} some live on");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return seen;
    }

    /// <summary>Asks for a swap.</summary>
    /// <returns>Whether it was answered; <c>null</c> where the gateway was gone.</returns>
    private static async Task<bool?> SwapAsync(HttpClient http, string model)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync("/api/roles/narrator/swap", new { model });
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>The processes that the gateway has noted.</summary>
    private List<int> Noted() => [.. Directory.GetFiles(Path.Combine(_folder.FullName, ".baton", "processes")).Select(f => int.Parse(Path.GetFileNameWithoutExtension(f), CultureInfo.InvariantCulture))];

    private static int? ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    private sealed record Seen(int Version, string Model, int History);
}
