using Baton.Models;
using Baton.Models.Configuration;
using Baton.Storage.Models;

namespace Baton.Storage.Tests.Models;

public sealed class SqliteModelStoreTests : IDisposable
{
    private readonly TempDatabase _temp = new();

    public void Dispose() => _temp.Dispose();

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

    /// <summary>A catalog as the next start of the program would make it.</summary>
    private CatalogSource Start(BatonOptions file)
    {
        using var database = _temp.Open();
        return new CatalogSource(file, new ReadOnlyOnce(new SqliteModelStore(database).Load(), new SqliteModelStore(_temp.Database)));
    }

    private static IEnumerable<string> Ids(CatalogSource source) => source.Current.Models.Select(m => m.Id);

    [Fact]
    public void Every_property_comes_back_as_it_was()
    {
        var store = new SqliteModelStore(_temp.Database);
        store.Save([new ModelChange("full", Full, Full with { Sla = null }), new ModelChange("gone", null, Full), new ModelChange("none", null, null)]);
        store.Load().ShouldBe([new ModelChange("full", Full, Full with { Sla = null }), new ModelChange("gone", null, Full)]);
        store.Save([new ModelChange("full", null, null)]);
        store.Load().Single().Id.ShouldBe("gone");
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
        Start(File(Model("a", secret: "hunter3"))).Current.FindModel("a")!.Card.Quality.ShouldBeNull();
        foreach (var path in Directory.GetFiles(_temp.Folder, "baton.db*", SearchOption.AllDirectories))
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), System.Text.Encoding.Latin1);
            reader.ReadToEnd().ShouldNotContain("hunter2");
        }
    }

    /// <summary>What another process read, written through this one's.</summary>
    private sealed class ReadOnlyOnce(IReadOnlyList<ModelChange> loaded, IModelStore store) : IModelStore
    {
        public IReadOnlyList<ModelChange> Load() => loaded;

        public void Save(IReadOnlyList<ModelChange> changes) => store.Save(changes);
    }
}
