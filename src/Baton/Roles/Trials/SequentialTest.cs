namespace Baton.Roles.Trials;

/// <summary>What a trial has shown.</summary>
internal enum Verdict
{
    /// <summary>Not enough to say.</summary>
    Undecided,

    /// <summary>The canary is not worse than the player by more than the margin.</summary>
    Promote,

    /// <summary>The canary is worse.</summary>
    RollBack,
}

/// <summary>
/// Compares a canary with the player by the successes and failures of their requests, taken in pairs, and may be looked at after every
/// one. Two bets run on each pair's difference x = canary − player, in −1, 0, 1: one against "x is 0 or more on average", which
/// wins where the canary is worse; one against "x is −0.05 or less", which wins where it is not. Each is a mean of products of fair
/// factors, so under its hypothesis it stays below 1/α for ever with a probability of at least 1 − α (Ville's inequality): a canary
/// as good as the player is rolled back, and one that is worse by the margin promoted, in at most 5 % of trials each, however long they
/// run. The factors are those of Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting" (2024).
/// </summary>
internal sealed class SequentialTest
{
    /// <summary>α, for each of the two errors.</summary>
    internal const double ErrorRate = 0.05;

    /// <summary>How much worse the canary may be and still pass for as good.</summary>
    internal const double Margin = 0.05;

    /// <summary>Stakes, small for rates that are noisy, large for ones that are clear; each within what keeps a factor positive.</summary>
    private static readonly double[] Stakes = [0.1, 0.3, 0.9];

    private readonly double[] _worse = [0, 0, 0];
    private readonly double[] _asGood = [0, 0, 0];
    private readonly Queue<bool> _unpaired = new();
    private bool _unpairedAreCanarys;

    /// <summary>Outcomes that wait for one of the other side; beyond this the oldest is dropped.</summary>
    private const int MostUnpaired = 1_000;

    /// <summary>What has been shown by now.</summary>
    public Verdict Verdict { get; private set; }

    /// <summary>Takes an outcome.</summary>
    public Verdict Add(bool isCanary, bool success)
    {
        if (_unpaired.Count > 0 && _unpairedAreCanarys != isCanary)
        {
            var other = _unpaired.Dequeue();
            Bet((isCanary ? success : other) ? 1 : 0, (isCanary ? other : success) ? 1 : 0);
        }
        else
        {
            _unpairedAreCanarys = isCanary;
            _unpaired.Enqueue(success);
            if (_unpaired.Count > MostUnpaired)
            {
                _unpaired.Dequeue();
            }
        }

        return Verdict;
    }

    private void Bet(int canary, int player)
    {
        var x = canary - player;
        for (var i = 0; i < Stakes.Length; i++)
        {
            _worse[i] += Math.Log(1 - (Stakes[i] * x));
            _asGood[i] += Math.Log(1 + (Stakes[i] * (x + Margin)));
        }

        if (Verdict == Verdict.Undecided)
        {
            Verdict = Wins(_worse) ? Verdict.RollBack : Wins(_asGood) ? Verdict.Promote : Verdict.Undecided;
        }
    }

    private static bool Wins(double[] logs) => logs.Average(Math.Exp) >= 1 / ErrorRate;
}
