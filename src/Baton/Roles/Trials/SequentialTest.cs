namespace Baton.Roles.Trials;

/// <summary>What a trial has shown.</summary>
internal enum Verdict
{
    /// <summary>Not enough to say.</summary>
    Undecided,

    /// <summary>The canary is not worse than the player by more than the margin.</summary>
    Promote,

    /// <summary>The canary is worse, or far slower.</summary>
    RollBack,
}

/// <summary>
/// Compares a canary with the player by their requests, taken in pairs, and may be looked at after every one. Three bets run. Two on the
/// difference of the successes, x = canary − player, in −1, 0, 1: one against "x is 0 or more on average", which wins where the canary is
/// worse; one against "x is −0.05 or less", which wins where it is not. One on the pairs that both answered, against "in half of them at
/// most the canary is far slower", which wins where it mostly is. Each is a mean of products of fair factors, so under its hypothesis it stays
/// below 1/α for ever with a probability of at least 1 − α (Ville's inequality): one that is worse by the margin is promoted in at most 5 %
/// of trials; one that is as good and as quick is rolled back in at most 5 %, half of it for each reason; however long they run. The
/// factors are those of Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting" (2024).
/// </summary>
internal sealed class SequentialTest
{
    /// <summary>α, for each of the two errors.</summary>
    internal const double ErrorRate = 0.05;

    /// <summary>How much worse the canary may be and still pass for as good.</summary>
    internal const double Margin = 0.05;

    /// <summary>Far slower is more than this many times as long …</summary>
    internal const double SlowerFactor = 2;

    /// <summary>… and by as many milliseconds: less nobody notices.</summary>
    internal const double SlowerByMs = 100;

    /// <summary>Outcomes that wait for one of the other side; beyond this the oldest is dropped.</summary>
    private const int MostUnpaired = 1_000;

    /// <summary>Stakes, small for rates that are noisy, large for ones that are clear; each within what keeps a factor positive.</summary>
    private static readonly double[] Stakes = [0.1, 0.3, 0.9];

    private readonly double[] _worse = [0, 0, 0];
    private readonly double[] _asGood = [0, 0, 0];
    private readonly double[] _slower = [0, 0, 0];
    private readonly Queue<Outcome> _unpaired = new();
    private bool _unpairedAreCanarys;

    /// <summary>What has been shown by now.</summary>
    public Verdict Verdict { get; private set; }

    /// <summary>Whether it is rolled back because it is slower, and not because it answers less.</summary>
    public bool IsSlower { get; private set; }

    /// <summary>Takes an outcome.</summary>
    /// <param name="isCanary">Whose.</param>
    /// <param name="success">Whether it was answered.</param>
    /// <param name="latencyMs">How long that took.</param>
    public Verdict Add(bool isCanary, bool success, double latencyMs)
    {
        var outcome = new Outcome(success, latencyMs);
        if (_unpaired.Count > 0 && _unpairedAreCanarys != isCanary)
        {
            var other = _unpaired.Dequeue();
            Bet(isCanary ? outcome : other, isCanary ? other : outcome);
        }
        else
        {
            _unpairedAreCanarys = isCanary;
            _unpaired.Enqueue(outcome);
            if (_unpaired.Count > MostUnpaired)
            {
                _unpaired.Dequeue();
            }
        }

        return Verdict;
    }

    private void Bet(Outcome canary, Outcome player)
    {
        var x = (canary.Success ? 1 : 0) - (player.Success ? 1 : 0);
        var slower = !canary.Success || !player.Success ? 0
            : canary.LatencyMs > SlowerFactor * player.LatencyMs && canary.LatencyMs - player.LatencyMs >= SlowerByMs ? 1 : -1;
        for (var i = 0; i < Stakes.Length; i++)
        {
            _worse[i] += Math.Log(1 - (Stakes[i] * x));
            _asGood[i] += Math.Log(1 + (Stakes[i] * (x + Margin)));
            _slower[i] += Math.Log(1 + (Stakes[i] * slower));
        }

        if (Verdict == Verdict.Undecided)
        {
            IsSlower = Wins(_slower, ErrorRate / 2);
            Verdict = IsSlower || Wins(_worse, ErrorRate / 2) ? Verdict.RollBack : Wins(_asGood, ErrorRate) ? Verdict.Promote : Verdict.Undecided;
        }
    }

    private static bool Wins(double[] logs, double rate) => logs.Average(Math.Exp) >= 1 / rate;

    private readonly record struct Outcome(bool Success, double LatencyMs);
}
