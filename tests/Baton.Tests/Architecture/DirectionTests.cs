using System.Reflection;
using System.Xml.Linq;
using Baton.Models.WrongWays;
using Baton.Testing;

namespace Baton.Tests.Architecture;

/// <summary>DESIGN.md, "Direction": who may use whom, read from what the compiler wrote.</summary>
public sealed class DirectionTests
{
    private static readonly Assembly Engine = typeof(Orchestra).Assembly;

    [Fact]
    public void No_room_uses_one_that_stands_after_it() => Rooms.Violations(Engine.GetTypes()).ShouldBeEmpty();

    [Fact]
    public void Every_room_has_its_place_in_the_order() =>
        Engine.GetTypes().Select(Rooms.Of).OfType<string>().Distinct().Where(room => !Rooms.Knows(room)).ShouldBeEmpty();

    [Theory]
    [InlineData(typeof(ByField), "Orchestra ((front))")]
    [InlineData(typeof(ByBase), "Route (Routing)")]
    [InlineData(typeof(ByAttribute), "Orchestra ((front))")]
    [InlineData(typeof(ByGeneric<>), "Orchestra ((front))")]
    [InlineData(typeof(ByBody), "Orchestra ((front))")]
    [InlineData(typeof(ByAsync), "Orchestra ((front))")]
    [InlineData(typeof(ByCatch), "BatonBuilder ((front))")]
    public void A_use_of_a_later_room_is_found_wherever_it_hides(Type wrong, string used) =>
        Rooms.Violations([wrong, .. wrong.GetNestedTypes(BindingFlags.NonPublic)]).ShouldBe([$"{wrong.Name} (Models) uses {used}"]);

    [Fact]
    public void What_belongs_to_everyone_may_be_used_by_every_room() => Rooms.Violations([typeof(RightWay)]).ShouldBeEmpty();

    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("System.CommandLine")]
    [InlineData("Spectre.Console")]
    [InlineData("Npgsql")]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("Baton.")]
    public void The_engine_needs_no_web_host_no_console_no_database_and_no_other_project(string prefix) =>
        Engine.GetReferencedAssemblies().Select(a => a.Name!).Where(a => a.StartsWith(prefix, StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Projects_refer_to_each_other_in_one_direction()
    {
        string[] order = ["Baton", "Baton.Storage", "Baton.Server", "Baton.Cli"];
        var projects = Directory.GetFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        projects.Length.ShouldBeGreaterThan(2);
        foreach (var project in projects)
        {
            var place = Array.IndexOf(order, Path.GetFileNameWithoutExtension(project));
            place.ShouldBeGreaterThanOrEqualTo(0, $"{project} has no place in the order");
            foreach (var reference in XDocument.Load(project).Descendants("ProjectReference"))
            {
                var used = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
                order[..place].ShouldContain(used, $"{Path.GetFileName(project)} may not refer to {used}");
            }
        }
    }
}
