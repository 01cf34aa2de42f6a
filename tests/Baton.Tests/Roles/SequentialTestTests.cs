using Baton.Roles.Trials;

namespace Baton.Tests.Roles;

/// <summary>The stated error rates, held to by simulation with a seed.</summary>
public sealed class SequentialTestTests(ITestOutputHelper output)
{
    private const int Trials = 400;
    private const int Longest = 3_000;

    /// <summary>Two standard errors of a share of 5 % in so many trials.</summary>
    private static readonly double Noise = 2 * Math.Sqrt(SequentialTest.ErrorRate * (1 - SequentialTest.ErrorRate) / Trials);

    [Theory]
    [InlineData(0.95, 0.95)]
    [InlineData(0.8, 0.8)]
    [InlineData(1.0, 1.0)]
    [InlineData(0.6, 0.9)]
    public void One_that_is_as_good_is_hardly_ever_rolled_back(double player, double canary) =>
        Share(player, canary, Verdict.RollBack).ShouldBeLessThanOrEqualTo(SequentialTest.ErrorRate + Noise);

    [Theory]
    [InlineData(0.95, 0.9)]
    [InlineData(0.8, 0.75)]
    [InlineData(1.0, 0.95)]
    [InlineData(0.9, 0.5)]
    public void One_that_is_worse_by_the_margin_is_hardly_ever_promoted(double player, double canary) =>
        Share(player, canary, Verdict.Promote).ShouldBeLessThanOrEqualTo(SequentialTest.ErrorRate + Noise);

    [Theory]
    [InlineData(1.0, 0.0, false, 15)]
    [InlineData(0.95, 0.5, false, 80)]
    [InlineData(1.0, 1.0, true, 120)]
    public void What_is_clear_is_decided_soon(double player, double canary, bool promoted, int mostPairs)
    {
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            Run(random, player, canary, out var pairs).ShouldBe(promoted ? Verdict.Promote : Verdict.RollBack);
            pairs.ShouldBeLessThanOrEqualTo(mostPairs);
        }
    }

    [Fact]
    public void One_side_alone_decides_nothing()
    {
        var test = new SequentialTest();
        for (var i = 0; i < 10_000; i++)
        {
            test.Add(isCanary: true, success: false, 1).ShouldBe(Verdict.Undecided);
        }
    }

    [Theory]
    [InlineData(1.0)] // As quick.
    [InlineData(1.9)] // Slower, by less than what counts.
    [InlineData(2.0)] // At the bound, in half of the pairs.
    public void One_that_is_not_far_slower_is_hardly_ever_rolled_back(double times) =>
        Share(0.98, 0.98, Verdict.RollBack, times).ShouldBeLessThanOrEqualTo(SequentialTest.ErrorRate + Noise);

    [Fact]
    public void One_that_is_far_slower_is_rolled_back_soon_unless_nobody_would_notice()
    {
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            Run(random, 1, 1, out var pairs, times: 5).ShouldBe(Verdict.RollBack);
            pairs.ShouldBeLessThanOrEqualTo(60);
            Run(random, 1, 1, out _, times: 5, typicalMs: 2).ShouldBe(Verdict.Promote);
        }
    }

    private double Share(double player, double canary, Verdict wrong, double times = 1)
    {
        var random = new Random(20_261_125);
        var verdicts = Enumerable.Range(0, Trials).Select(_ => Run(random, player, canary, out var _, times)).CountBy(v => v).ToDictionary();
        output.WriteLine($"player {player}, canary {canary}: {string.Join(", ", verdicts.Select(v => $"{v.Key} {v.Value}"))}");
        return verdicts.GetValueOrDefault(wrong) / (double)Trials;
    }

    /// <summary>Times are log-normal, as those of models mostly are.</summary>
    private static Verdict Run(Random random, double player, double canary, out int pairs, double times = 1, double typicalMs = 800)
    {
        var test = new SequentialTest();
        for (pairs = 1; pairs <= Longest; pairs++)
        {
            test.Add(isCanary: false, random.NextDouble() < player, Time(1));
            if (test.Add(isCanary: true, random.NextDouble() < canary, Time(times)) is var verdict and not Verdict.Undecided)
            {
                return verdict;
            }
        }

        return Verdict.Undecided;

        double Time(double factor) =>
            typicalMs * factor * Math.Exp(0.5 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
