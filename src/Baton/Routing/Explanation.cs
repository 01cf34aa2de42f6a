using System.Globalization;
using System.Text;

namespace Baton.Routing;

/// <summary>Says why a candidate stands where it stands. One per route, and silent until somebody reads.</summary>
internal sealed class Explanation(TaskAnalysis task, Strategy strategy, RoutingRule? rule, int inFront, Candidate[] candidates)
{
    /// <summary>The sentence about one candidate of the route.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <returns>Where it stands and why, what is expected, and how that compares with its neighbour.</returns>
    public string Explain(Candidate candidate)
    {
        var place = Array.FindIndex(candidates, c => ReferenceEquals(c.Deployment, candidate.Deployment));
        var text = new StringBuilder();
        text.Append(Standing(candidate, place)).Append("; expected: ").Append(Expected(candidate));
        if (Neighbour(candidate, place) is { } other)
        {
            var ahead = Array.IndexOf(candidates, other) > place;
            text.Append(CultureInfo.InvariantCulture, $"; {(ahead ? "ahead of" : "behind")} '{other.Deployment.Model.Id}' ({Figures.Share(other.Score)})");
            text.Append(Against(candidate, other));
        }

        return text.ToString();
    }

    private string Standing(Candidate candidate, int place)
    {
        var score = string.Create(CultureInfo.InvariantCulture, $"number {place + 1} of {candidates.Length} by {strategy.Name}{Lean()}, score {Figures.Share(candidate.Score)}");
        if (rule is not null && place < inFront)
        {
            return string.Create(CultureInfo.InvariantCulture, $"rule {rule.Number} ({rule.When.Text}) puts it in front, {score}");
        }

        return IsUnsure(candidate) && !candidates.All(IsUnsure)
            ? $"{score}, after those that declare {string.Join(" and ", task.Requires)} because it declares nothing"
            : score;
    }

    private string Lean() => strategy.Lean is { } lean ? $" (such requests want {(lean == "fast" ? "speed" : lean)})" : "";

    private string Expected(Candidate candidate)
    {
        var quality = candidate.Quality is { } q
            ? $"quality {Figures.Share(q)}"
            : $"quality unknown (counted as {Figures.Share(Scoring.NeutralQuality)})";
        var latency = candidate.LatencyMs is { } ms
            ? Figures.Ms(ms)
            : $"latency unknown (counted as {Figures.Ms(Scoring.NeutralFirstTokenMs)} and {Scoring.NeutralTokensPerSecond} tokens a second)";
        return $"{quality}, {latency}, {Cost(candidate)}";
    }

    private string Cost(Candidate candidate)
    {
        if (candidate.CostUsd is { } usd)
        {
            return Figures.Usd(usd);
        }

        return strategy.Cost >= 1
            ? "cost unknown (counted as dearer than any)"
            : $"cost unknown (counted as ${Scoring.NeutralUsdPerMillionTokens} per million tokens)";
    }

    /// <summary>The next other model; for the last, the one before.</summary>
    private Candidate? Neighbour(Candidate candidate, int place)
    {
        var other = Array.FindIndex(candidates, Math.Max(place, 0), c => IsOther(c, candidate));
        if (other < 0 && place > 0)
        {
            other = Array.FindLastIndex(candidates, place, c => IsOther(c, candidate));
        }

        return other < 0 ? null : candidates[other];
    }

    private static string Against(Candidate candidate, Candidate other)
    {
        var differences = new List<string>(3);
        Add("quality ", candidate.Quality, other.Quality, Figures.Share);
        Add("", candidate.LatencyMs, other.LatencyMs, Figures.Ms);
        Add("", (double?)candidate.CostUsd, (double?)other.CostUsd, usd => Figures.Usd((decimal)usd));
        if (differences.Count > 0)
        {
            return $": {string.Join(", ", differences)}";
        }

        return candidate.Score.Equals(other.Score) ? ": nothing tells them apart but their order in the configuration" : "";

        void Add(string what, double? mine, double? others, Func<double, string> print)
        {
            if (mine is { } m && others is { } o && print(m) is var left && print(o) is var right && left != right)
            {
                differences.Add($"{what}{left} against {right}");
            }
        }
    }

    private bool IsUnsure(Candidate candidate) => AutoSelection.IsUnsure(candidate.Deployment.Model, task);

    private static bool IsOther(Candidate one, Candidate other) => one.Deployment.Model.Id != other.Deployment.Model.Id;
}
