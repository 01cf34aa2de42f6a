using System.Globalization;
using Baton.Load.Contenders;

namespace Baton.Load;

/// <summary>One contender's turn in one scenario.</summary>
/// <param name="Micros">Processor time of the proxy for one request, or one chunk, in microseconds.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="P50">The median of the latencies, in milliseconds.</param>
/// <param name="First">The median of the times until an answer began, in milliseconds.</param>
internal sealed record Turn(double Micros, double Rate, double P50, double First);

/// <summary>Collects what was measured and prints it as Markdown: medians, and their ratios to the bare forwarder's.</summary>
internal sealed class Report(List<Contender> lineup)
{
    private const string Reference = "bare forwarder";
    private readonly Dictionary<(string Name, int Scenario), List<Turn>> _turns = [];
    private readonly Dictionary<(string Name, string What), List<double>> _figures = [];

    public void Measured(Contender contender, int scenario, Turn turn)
    {
        if (!_turns.TryGetValue((contender.Name, scenario), out var turns))
        {
            _turns[(contender.Name, scenario)] = turns = [];
        }

        turns.Add(turn);
    }

    public void Started(Contender contender, double milliseconds) => Add(contender, "start", milliseconds);

    public void Idle(Contender contender, double megabytes) => Add(contender, "idle", megabytes);

    public void AfterLoad(Contender contender, double megabytes) => Add(contender, "after", megabytes);

    public void Held(Contender contender, double kibibytes) => Add(contender, "held", kibibytes);

    public void Print()
    {
        for (var s = 0; s < Scenario.All.Length; s++)
        {
            if (!_turns.ContainsKey((Reference, s)))
            {
                continue;
            }

            Console.WriteLine($"\n| CPU of {Scenario.All[s].Name} | µs | × bare | lowest…highest µs | requests/s | p50 ms | × bare | began, p50 ms |\n|---|---:|---:|---:|---:|---:|---:|---:|");
            foreach (var contender in lineup)
            {
                var turns = _turns[(contender.Name, s)];
                var micros = turns.Select(t => t.Micros).ToList();
                var p50 = Median(turns.Select(t => t.P50));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {contender.Name} | {Median(micros):0.0} | {Ratio(contender, s, t => t.Micros):0.00} | {micros.Min():0.0}…{micros.Max():0.0} | {Median(turns.Select(t => t.Rate)):0} | {p50:0.00} | {Ratio(contender, s, t => t.P50):0.00} | {Median(turns.Select(t => t.First)):0.00} |"));
            }
        }

        if (_figures.Count == 0)
        {
            return;
        }

        Console.WriteLine("\n| process | first answer after start, ms | resident idle, MB | resident after the load, MB | an idle stream, KiB |\n|---|---:|---:|---:|---:|");
        foreach (var contender in lineup.Where(c => c.Shares is null))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {contender.Name} | {Of("start"):0} | {Of("idle"):0.0} | {Of("after"):0.0} | {Of("held"):0.0} |"));

            double Of(string what) => Median(_figures[(contender.Name, what)]);
        }
    }

    /// <summary>The median of the rounds' ratios: a round's two turns lie side by side, so they saw the same machine.</summary>
    private double Ratio(Contender contender, int scenario, Func<Turn, double> figure) =>
        Median(_turns[(contender.Name, scenario)].Zip(_turns[(Reference, scenario)], (own, bare) => figure(own) / figure(bare)));

    private void Add(Contender contender, string what, double figure)
    {
        if (!_figures.TryGetValue((contender.Name, what), out var figures))
        {
            _figures[(contender.Name, what)] = figures = [];
        }

        figures.Add(figure);
    }

    private static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
