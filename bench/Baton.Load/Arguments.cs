using System.Globalization;

namespace Baton.Load;

/// <summary>What the comparison is told.</summary>
/// <param name="Rounds">How often each contender's turn comes, in each scenario.</param>
/// <param name="Share">Which share of the usual number of requests is made.</param>
/// <param name="Starts">How often each is started to see how soon it answers.</param>
/// <param name="Only">The one kind of load that is measured, by its number; <c>null</c>: all, and memory and starts as well.</param>
/// <param name="Also">Further builds of the gateway, by name: before and after a change, in one run.</param>
internal sealed record Arguments(int Rounds, double Share, int Starts, int? Only, IReadOnlyList<(string Name, string Program)> Also)
{
    public const string Usage =
        """
        Compares the gateway with a bare forwarder and with nginx: processor time of the proxy, latency, memory, start.

          --rounds N        turns of each contender in each scenario (5)
          --quick           one round with a tenth of the requests: does it run at all?
          --only N          one kind of load alone, 1 to 4, of the gateways and the bare forwarder
          --also NAME=FILE  another build of the gateway (the path of its Baton.Cli), to compare with

        """;

    /// <summary>Reads them.</summary>
    /// <returns>Them; <c>null</c> where they are wrong.</returns>
    public static Arguments? Read(string[] args)
    {
        var (rounds, share, starts) = (5, 1.0, 5);
        int? only = null;
        var also = new List<(string, string)>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    (rounds, share, starts) = (1, 0.1, 1);
                    break;
                case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var n) && n is > 0 and < 100:
                    (rounds, i) = (n, i + 1);
                    break;
                case "--only" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var n) && n > 0 && n <= Scenario.All.Length:
                    (only, starts, i) = (n - 1, 0, i + 1);
                    break;
                case "--also" when i + 1 < args.Length && args[i + 1].Split('=', 2) is [var name, var file]:
                    also.Add((name, Path.GetFullPath(file)));
                    i++;
                    break;
                default:
                    return null;
            }
        }

        return new(rounds, share, starts, only, also);
    }
}
