namespace Baton.Storage.Tests;

public sealed class MigrationsTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public void Numbers_begin_at_one_and_leave_none_out(string kind)
    {
        var numbers = new Migrations(kind).Numbers.ToList();
        numbers.ShouldBe(Enumerable.Range(1, numbers.Count)); // Two of one number would leave databases that have only one of them.
    }
}
