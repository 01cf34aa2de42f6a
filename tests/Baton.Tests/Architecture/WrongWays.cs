using Microsoft.Extensions.AI;

// Stands as if in the lowest room, so that the test of directions can be seen to find every way to go wrong.
namespace Baton.Models.WrongWays;

internal sealed class ByField
{
    public Orchestra? Wrong { get; init; }
}

internal sealed class ByBase : IWrong<Routing.Route>;

internal interface IWrong<T>;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class WrongAttribute(Type type) : Attribute
{
    public Type Type => type;
}

[Wrong(typeof(Orchestra))]
internal sealed class ByAttribute;

internal sealed class ByGeneric<T>
    where T : IEnumerable<Orchestra>;

internal static class ByBody
{
    public static object Make(CatalogSource catalog) => new Dictionary<string, Func<object>>(StringComparer.Ordinal)
    {
        ["lambda"] = () => typeof(Orchestra).Name + catalog.Current.Models.Length,
    };
}

internal static class ByAsync
{
    public static async Task<string> AskAsync(IChatClient client)
    {
        await Task.Yield();
        return client is Orchestra ? "up" : "other";
    }
}

internal static class ByCatch
{
    public static bool Tries(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e.InnerException is BatonException)
        {
            return BatonConfigurationOf(e) is null;
        }
    }

    private static object? BatonConfigurationOf(Exception e) => e.Data["options"] as BatonBuilder;
}

internal static class RightWay
{
    public static Exception Fails(Model model) => new BatonException(ErrorCodes.NotFound, model.ToString());
}
