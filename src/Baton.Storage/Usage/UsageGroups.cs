using System.Globalization;

namespace Baton.Storage.Usage;

/// <summary>What records may be grouped by.</summary>
internal static class UsageGroups
{
    /// <summary>The group that a record belongs to.</summary>
    public static string? Of(UsageRecord record, string by) => by switch
    {
        "model" => record.Model,
        "key" => record.Key,
        "role" => record.Role,
        "task" => record.Task,
        "day" => DateTimeOffset.FromUnixTimeMilliseconds(record.AtMs).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => throw Unknown(by),
    };

    /// <summary>The same as an expression of SQL.</summary>
    public static string Expression(string by, Database database) => by switch
    {
        "model" or "key" or "role" or "task" => by,
        "day" => database.DayOf("at_ms"),
        _ => throw Unknown(by),
    };

    private static BatonException Unknown(string by) =>
        new(ErrorCodes.InvalidRequest, $"'by' is '{by}'; it may be model, key, role, task or day.") { Param = "by" };
}
