using Baton.Models.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Models.Configuration;

public sealed class WatcherTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-watch-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly List<ConfigurationChange> _applied = [];
    private readonly List<ConfigurationResult> _reported = [];
    private ConfigurationWatcher? _watcher;
    private bool _refuse;

    private string FilePath => Path.Combine(_folder, "baton.yaml");

    public async ValueTask DisposeAsync()
    {
        await (_watcher?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_change_is_applied_once_it_stands_still()
    {
        Start("routing: { strategy: cost }");

        Write("routing: { strategy: quality }");
        Seconds(1);
        _applied.ShouldBeEmpty();
        Seconds(1);

        _applied.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Before.Routing.Strategy.ShouldBe("cost"),
            c => c.Now.Routing.Strategy.ShouldBe("quality"));
        Seconds(10);
        _applied.Count.ShouldBe(1);
    }

    [Fact]
    public void A_file_half_written_is_never_applied()
    {
        Start("routing: { strategy: cost }");

        Write("");
        Seconds(1);
        Write("routing: { strategy: quality }");
        Seconds(2);

        _applied.ShouldHaveSingleItem().Now.Routing.Strategy.ShouldBe("quality");
    }

    [Fact]
    public void A_bad_file_keeps_the_old_one_and_is_reported_once()
    {
        Start("routing: { strategy: cost }");

        Write("routing: { strategy: chep }");
        Seconds(10);

        _applied.ShouldBeEmpty();
        _reported.ShouldHaveSingleItem().HasErrors.ShouldBeTrue();

        Write("routing: { strategy: latency }");
        Seconds(2);
        _applied.ShouldHaveSingleItem().Before.Routing.Strategy.ShouldBe("cost");
    }

    [Fact]
    public void A_file_that_is_gone_keeps_the_old_one_and_is_reported_once()
    {
        Start("routing: { strategy: cost }");

        File.Delete(FilePath);
        Seconds(10);

        _applied.ShouldBeEmpty();
        _reported.ShouldHaveSingleItem().Messages.Single().Message.ShouldBe("there is no such file.");
    }

    [Fact]
    public void A_change_of_words_alone_changes_nothing()
    {
        Start("routing: { strategy: cost }");

        Write("# why: it is cheap\nrouting: { strategy: cost }");
        Seconds(10);

        _applied.ShouldBeEmpty();
        _reported.ShouldBeEmpty();
    }

    [Fact]
    public void What_needs_a_restart_stays_and_is_warned_of_while_the_rest_is_applied()
    {
        Start("data: here\nserver: { urls: ['http://127.0.0.1:1'], max_body: 1MB }");

        Write("data: there\nserver: { urls: ['http://127.0.0.1:2'], max_body: 2MB }\ndatabase: x\ntelemetry: { otlp: 'http://127.0.0.1:4317' }");
        Seconds(2);

        var now = _applied.ShouldHaveSingleItem().Now;
        now.Server.MaxBodyBytes.ShouldBe(2_000_000);
        now.Server.Urls.ShouldBe(["http://127.0.0.1:1"]);
        now.Data.ShouldBe(Path.Combine(_folder, "here"));
        now.Database.ShouldBeNull();
        now.Telemetry.Otlp.ShouldBeNull();
        _reported.ShouldHaveSingleItem().Messages.Where(m => m.Message.Contains("needs a restart")).Select(m => (m.Line, m.Column, m.Path)).ShouldBe(
            [(1, 1, "data"), (2, 11, "server.urls"), (3, 1, "database"), (4, 14, "telemetry.otlp")]);
    }

    [Fact]
    public void A_change_of_what_needs_a_restart_alone_is_warned_of_and_not_applied()
    {
        Start("data: here");

        Write("data: there");
        Seconds(2);

        _applied.ShouldBeEmpty();
        _reported.ShouldHaveSingleItem().Messages.Single().Message.ShouldBe("data has changed, which needs a restart; everything else is applied.");
    }

    [Fact]
    public void A_link_that_is_turned_to_another_file_is_a_change()
    {
        var first = Path.Combine(_folder, "first.yaml");
        var second = Path.Combine(_folder, "second.yaml");
        File.WriteAllText(first, "routing: { strategy: cost }");
        File.WriteAllText(second, "routing: { strategy: quality }");
        File.CreateSymbolicLink(FilePath, first);
        Watch();

        File.Delete(FilePath);
        File.CreateSymbolicLink(FilePath, second);
        Seconds(2);

        _applied.ShouldHaveSingleItem().Now.Routing.Strategy.ShouldBe("quality");
    }

    [Fact]
    public void A_change_that_could_not_be_applied_leaves_the_watch_going()
    {
        Start("routing: { strategy: cost }");
        _refuse = true;
        Write("routing: { strategy: quality }");
        Seconds(2);
        _refuse = false;

        Write("routing: { strategy: latency }");
        Seconds(2);

        _applied.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Before.Routing.Strategy.ShouldBe("cost"),
            c => c.Now.Routing.Strategy.ShouldBe("latency"));
    }

    private void Start(string text)
    {
        Write(text);
        Watch();
    }

    private void Watch()
    {
        var current = BatonConfiguration.Load(FilePath).OptionsOrThrow();
        _watcher = new ConfigurationWatcher(FilePath, current, Apply, _reported.Add, time: _time);
        Seconds(2);
        _applied.ShouldBeEmpty();
    }

    private void Apply(ConfigurationChange change)
    {
        if (_refuse)
        {
            throw new InvalidOperationException("refused");
        }

        _applied.Add(change);
    }

    private void Write(string text) => File.WriteAllText(FilePath, text);

    private void Seconds(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
