using System.Text.Json;

namespace Baton.Cli.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-cli-");
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _out.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(params string[] args) => BatonCommand.RunAsync(
        args, new Terminal(new StringReader("Translate 'good morning' into French."), _out, _error) { Folder = _folder.FullName, Environment = _ => null });

    private string File(string text)
    {
        var path = Path.Combine(_folder.FullName, "baton.yaml");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private const string Two = """
        providers:
          sim: { kind: simulated }
        models:
          large: { provider: sim, quality: 0.9, price: { input: 10, output: 30 } }
          small: { provider: sim, quality: 0.4, price: { input: 0.1, output: 0.3 } }
        """;

    [Fact]
    public async Task Check_prints_every_error_with_its_place_and_ends_with_2()
    {
        var path = File("""
            providers:
              sim: { kind: simulatd }
            models:
              a: { provider: simm, quality: 7 }
            """);
        (await RunAsync("check")).ShouldBe(2);
        var lines = _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeGreaterThanOrEqualTo(3);
        lines.ShouldAllBe(l => l.StartsWith(path + ":", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith($"{path}:2:16: ", StringComparison.Ordinal) && l.Contains("simulated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_of_a_good_file_ends_with_0()
    {
        File(Two);
        (await RunAsync("check")).ShouldBe(0);
        _out.ToString().ShouldContain("valid: 2 models");
    }

    [Fact]
    public async Task Check_of_a_file_that_is_not_there_ends_with_2() =>
        (await RunAsync("check", "--config", Path.Combine(_folder.FullName, "nothing.yaml"))).ShouldBe(2);

    [Theory]
    [InlineData("cost", "small")]
    [InlineData("quality", "large")]
    public async Task Route_explains_as_json(string strategy, string chosen)
    {
        File(Two);
        (await RunAsync("route", "Write a function that adds", "--strategy", strategy, "--json")).ShouldBe(0);
        var route = JsonElement.Parse(_out.ToString());
        route.GetProperty("chosen").GetString().ShouldBe(chosen);
        route.GetProperty("candidates")[0].GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Route_explains_in_a_table_and_reads_the_prompt_from_standard_input()
    {
        File(Two);
        (await RunAsync("route", "-")).ShouldBe(0);
        var text = _out.ToString();
        text.ShouldContain("translation");
        text.ShouldContain("chosen");
        text.ShouldContain("(simulated)");
        text.ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData("route")]
    [InlineData("route", " ")]
    [InlineData("route", "x", "--strategy", "fast")]
    [InlineData("frobnicate")]
    [InlineData("serve", "--urls", "nonsense")]
    [InlineData("keys")]
    [InlineData("keys", "create")]
    [InlineData("keys", "create", "--name", "a", "--per", "day")]
    [InlineData("keys", "create", "--name", "a", "--budget-usd", "-1")]
    [InlineData("keys", "create", "--name", "a", "--budget-usd", "1", "--per", "year")]
    [InlineData("keys", "create", "--name", "a", "--requests-per-minute", "0")]
    [InlineData("serve", "--urls", "http://0.0.0.0:7411")]
    [InlineData("serve", "--urls", "http://[::]:7411")]
    public async Task Wrong_usage_ends_with_2_and_says_why(params string[] args)
    {
        File(Two);
        (await RunAsync(args)).ShouldBe(2);
        _error.ToString().ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task Serve_refuses_a_broken_configuration_with_all_its_errors()
    {
        File("models: { a: { provider: x }, b: { provider: y } }");
        (await RunAsync("serve")).ShouldBe(2);
        _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Route_to_an_unknown_model_fails_with_1_and_names_the_nearest()
    {
        File(Two);
        (await RunAsync("route", "x", "--model", "smal")).ShouldBe(1);
        _error.ToString().ShouldContain("'small'");
    }
}
