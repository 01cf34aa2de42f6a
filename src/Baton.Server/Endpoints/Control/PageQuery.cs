using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Endpoints.Control;

/// <summary>What a request for a page of a long list says: <c>?limit=</c> and <c>?after=</c>.</summary>
/// <param name="Limit">The most to give.</param>
/// <param name="After">The last one that the caller has; 0: none.</param>
internal readonly record struct PageQuery(int Limit, long After)
{
    private const int UsualLimit = 100;
    private const int LargestLimit = 1_000;

    /// <summary>Reads them.</summary>
    /// <exception cref="BatonException"><see cref="ErrorCodes.InvalidRequest"/>: one is no such number.</exception>
    public static PageQuery Of(IQueryCollection query) => new(
        (int)Number(query["limit"], "limit", 1, LargestLimit) is > 0 and var limit ? limit : UsualLimit,
        Number(query["after"], "after", 0, long.MaxValue));

    /// <summary>The cursor after a page that was asked for with one more than the limit; <c>null</c>: it was the last.</summary>
    public string? Next<T>(IReadOnlyList<T> page, Func<T, long> place) =>
        page.Count > Limit ? place(page[Limit - 1]).ToString(CultureInfo.InvariantCulture) : null;

    private static long Number(string? said, string name, long least, long most) => string.IsNullOrEmpty(said) ? 0
        : long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new BatonException(ErrorCodes.InvalidRequest, $"'{name}' must be a whole number from {least} to {most}.") { Param = name };
}
