using Baton.Models;
using Baton.Models.Configuration;
using Baton.Storage.Models;
using Baton.Storage.Postgres;
using Dapper;

namespace Baton.Storage.Tests.Models;

/// <summary>What holds of every <see cref="IModelStore"/>.</summary>
public abstract class ModelStoreConformance
{
    protected abstract IModelStore Store { get; }

    private static readonly ModelOptions Full = new()
    {
        Card = new ModelCard
        {
            Id = "full",
            Family = "f",
            ContextWindow = 8192,
            Capabilities = ["tools"],
            Strengths = [TaskType.Coding],
            Locality = Locality.Local,
            Quality = 0.7,
            QualityByTask = [new(TaskType.Coding, 0.4)],
            Price = new TokenPrice(2.50m, 10.00m, CacheRead: 1.25m),
            MemoryBytes = 5_000_000_000,
        },
        Locality = Locality.Local,
        Deployments =
        [
            new DeploymentOptions { Provider = "p", Model = "m", Weight = 2, KeepAlive = TimeSpan.FromMinutes(3), Args = ["-x"], Simulate = new SimulateOptions { FailureRate = 0.1 } },
            new DeploymentOptions { Provider = "p", Policy = new RequestPolicyOptions { Attempts = 2, Fallbacks = ["other"], FirstTokenTimeout = TimeSpan.Zero } },
        ],
        Policy = new RequestPolicyOptions { Balance = "weighted" },
        Sla = new SlaOptions { Availability = 0.99 },
    };

    private static BatonOptions File(params ModelOptions[] models) =>
        new() { Providers = [new ProviderOptions { Name = "p", Kind = "scripted" }], Models = models.ToEquatableArray() };

    private static ModelOptions Model(string id, double? quality = null, string secret = "") => new()
    {
        Card = new ModelCard { Id = id, Quality = quality },
        Deployments = [new DeploymentOptions { Provider = "p", Env = secret.Length > 0 ? [new("TOKEN", secret)] : [] }],
    };

    /// <summary>A catalog as the next start of the program, or one beside it, would make it.</summary>
    protected CatalogSource Start(BatonOptions file) => new(file, Store);

    private static IEnumerable<string> Ids(CatalogSource source) => source.Current.Models.Select(m => m.Id);

    [Fact]
    public void Every_property_comes_back_as_it_was()
    {
        var first = Store.Save(0, [new ModelChange("full", Full, Full with { Sla = null }), new ModelChange("gone", null, Full), new ModelChange("none", null, null)])!.Value;
        Store.Load()!.Changes.ShouldBe([new ModelChange("full", Full, Full with { Sla = null }), new ModelChange("gone", null, Full)]);
        Store.Load()!.Revision.ShouldBe(first);
        Store.Save(first, [new ModelChange("full", null, null)]);
        Store.Load(first)!.Changes.Single().Id.ShouldBe("gone");
    }

    [Fact]
    public void A_change_that_was_decided_on_an_older_state_keeps_nothing()
    {
        var first = Store.Save(0, [new ModelChange("a", Model("a"), null)])!.Value;
        Store.Save(0, [new ModelChange("b", Model("b"), null)]).ShouldBeNull();
        Store.Load(first).ShouldBeNull();
        Store.Load()!.Changes.Single().Id.ShouldBe("a");
    }

    [Fact]
    public void Two_programs_see_what_the_other_made_and_neither_undoes_it()
    {
        var (one, two) = (Start(File(Model("a"))), Start(File(Model("a"))));
        one.SetModel(Model("b"), isNew: true);
        Should.Throw<BatonException>(() => two.SetModel(Model("b", 0.9), isNew: true)).Code.ShouldBe(ErrorCodes.Conflict);
        two.RemoveModel("a");
        Ids(one).ShouldBe(["a", "b"]);
        one.Refresh();
        Ids(one).ShouldBe(["b"]);
        Ids(two).ShouldBe(["b"]);
    }

    [Fact]
    public void What_many_programs_register_at_once_is_all_there()
    {
        var programs = Enumerable.Range(0, 3).Select(_ => Start(File(Model("a")))).ToList();
        Parallel.For(0, 60, i => programs[i % 3].SetModel(Model($"m{i:00}"), isNew: true));
        programs.ForEach(p => p.Refresh());
        programs.ForEach(p => Ids(p).Count().ShouldBe(61));
    }

    [Fact]
    public void What_the_api_did_survives_a_restart()
    {
        var file = File(Model("a"), Model("b"));
        var first = Start(file);
        first.SetModel(Model("c", 0.3), isNew: true);
        first.SetModel(Model("b", 0.9), isNew: false);
        first.RemoveModel("a");

        var second = Start(file);
        Ids(second).ShouldBe(["b", "c"]);
        second.Current.FindModel("b")!.Card.Quality.ShouldBe(0.9);
    }

    [Fact]
    public void What_it_deleted_stays_so_until_its_entry_changes_also_while_nothing_runs()
    {
        Start(File(Model("a"), Model("b"))).RemoveModel("a");
        Ids(Start(File(Model("b"), Model("a")))).ShouldBe(["b"]);
        Ids(Start(File(Model("a", 0.5), Model("b")))).ShouldBe(["a", "b"]);
        Ids(Start(File(Model("a"), Model("b")))).ShouldBe(["a", "b"]); // The change was outlived for good.
    }

    [Fact]
    public void Secrets_of_the_file_are_not_kept()
    {
        var file = File(Model("a", secret: "hunter2"));
        Start(file).SetModel(Model("a", 0.9), isNew: false);
        Start(file).Current.FindModel("a")!.Card.Quality.ShouldBe(0.9);
        Everything().ShouldNotContain("hunter2");
        Start(File(Model("a", secret: "hunter3"))).Current.FindModel("a")!.Card.Quality.ShouldBeNull();
    }

    /// <summary>All that the store holds, as text.</summary>
    protected abstract string Everything();
}

public sealed class SqliteModelStoreTests : ModelStoreConformance, IDisposable
{
    private readonly TempDatabase _temp = new();

    public SqliteModelStoreTests() => Store = new ModelStore(_temp.Database);

    protected override IModelStore Store { get; }

    public void Dispose() => _temp.Dispose();

    protected override string Everything() => string.Concat(Directory.GetFiles(_temp.Folder, "baton.db*", SearchOption.AllDirectories).Select(path =>
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }));
}

public sealed class PostgresModelStoreTests : ModelStoreConformance, IDisposable
{
    private readonly PostgresDatabase _database;

    public PostgresModelStoreTests(PostgresServer server) => Store = new ModelStore(_database = server.Open());

    protected override IModelStore Store { get; }

    public void Dispose() => _database.Dispose();

    protected override string Everything() => string.Concat(_database.Read(c => c.Query<string>("SELECT models::text FROM models").ToList()));
}
