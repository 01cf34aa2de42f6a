using System.Text.Json;

namespace Baton.Cli.Tests;

public sealed class KeysCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-keys-");

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(int Exit, string Out, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await BatonCommand.RunAsync(args, new Terminal(TextReader.Null, output, error) { Folder = _folder.FullName, Environment = _ => null });
        return (exit, output.ToString(), error.ToString());
    }

    private async Task<JsonElement> JsonAsync(params string[] args)
    {
        var (exit, output, error) = await RunAsync([.. args, "--json"]);
        exit.ShouldBe(0, error);
        return JsonElement.Parse(output);
    }

    [Fact]
    public async Task A_key_is_made_listed_and_revoked()
    {
        var made = await JsonAsync(
            "keys", "create", "--name", "ci", "--admin", "--tenant", "clinic", "--models", "a, b", "--budget-usd", "2.5", "--per", "month", "--requests-per-minute", "5");
        made.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "name", "key"]);
        made.GetProperty("key").GetString().ShouldStartWith("bt-");
        File.Exists(Path.Combine(_folder.FullName, ".baton", "baton.db")).ShouldBeTrue();

        var listed = (await JsonAsync("keys", "list")).GetProperty("keys")[0];
        listed.GetProperty("id").GetString().ShouldBe(made.GetProperty("id").GetString());
        listed.GetProperty("models").EnumerateArray().Select(m => m.GetString()).ShouldBe(["a", "b"]);
        listed.GetProperty("budget_usd").GetDecimal().ShouldBe(2.5m);
        listed.TryGetProperty("key", out _).ShouldBeFalse();

        (await JsonAsync("keys", "revoke", "ci")).GetProperty("revoked").GetBoolean().ShouldBeTrue();
        (await JsonAsync("keys", "list")).GetProperty("keys")[0].GetProperty("revoked").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task For_people_the_secret_stands_alone_on_standard_output()
    {
        var (exit, output, error) = await RunAsync("keys", "create", "--name", "me");
        exit.ShouldBe(0);
        output.Trim().ShouldStartWith("bt-");
        output.Trim().Split('\n').Length.ShouldBe(1);
        error.ShouldContain("shown this once");
        var list = (await RunAsync("keys", "list")).Out;
        list.ShouldContain("me");
        list.ShouldNotContain("bt-");
    }

    [Fact]
    public async Task An_unknown_key_and_a_name_of_two_are_told()
    {
        (await RunAsync("keys", "revoke", "nobody")).Exit.ShouldBe(1);
        await RunAsync("keys", "create", "--name", "twin");
        await RunAsync("keys", "create", "--name", "twin");
        var (exit, _, error) = await RunAsync("keys", "revoke", "twin");
        exit.ShouldBe(1);
        error.ShouldContain("by its id");
    }

    [Fact]
    public async Task The_data_folder_is_the_configurations_or_the_one_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "baton.yaml"), "data: state\n");
        await RunAsync("keys", "create", "--name", "one");
        File.Exists(Path.Combine(_folder.FullName, "state", "baton.db")).ShouldBeTrue();
        await RunAsync("keys", "create", "--name", "two", "--data", "elsewhere");
        File.Exists(Path.Combine(_folder.FullName, "elsewhere", "baton.db")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "auto")]
    [InlineData("http://127.0.0.1:0", "required")]
    public async Task Serve_without_any_key_says_how_to_make_one(string url, string keys)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "baton.yaml"),
            $"server: {{ keys: {keys} }}\nproviders: {{ sim: {{ kind: simulated }} }}\nmodels: {{ small: {{ provider: sim }} }}\n");
        var (exit, _, error) = await RunAsync("serve", "--urls", url);
        exit.ShouldBe(2);
        error.ShouldContain("baton keys create --name admin --admin");
    }
}
