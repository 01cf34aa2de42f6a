using Baton.Models;
using Baton.Routing;

namespace Baton.Roles.Traffic;

/// <summary>What a role's recent requests were like, whoever answered them: what a new player will have to do.</summary>
/// <param name="Requests">How many were looked at.</param>
/// <param name="Used">Capabilities that they needed, and how many needed each.</param>
/// <param name="LargestPrompt">The most tokens that one sent.</param>
/// <param name="Typical">A request as they mostly are.</param>
internal sealed record RoleProfile(int Requests, IReadOnlyDictionary<string, int> Used, long LargestPrompt, TaskAnalysis Typical)
{
    /// <summary>A role that nobody has asked yet is taken to get requests of a usual size.</summary>
    public static RoleProfile Unknown { get; } =
        new(0, new Dictionary<string, int>(StringComparer.Ordinal), 0, new TaskAnalysis(TaskType.General, 0.5, [], 500, 300));

    public static RoleProfile Of(IReadOnlyCollection<TrafficSample> samples)
    {
        if (samples.Count == 0)
        {
            return Unknown;
        }

        var used = samples.SelectMany(s => s.Requires).GroupBy(c => c, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var known = samples.Where(s => s.Prompt > 0).ToList();
        var typical = Unknown.Typical with
        {
            Type = samples.GroupBy(s => s.Task).MaxBy(g => g.Count())!.Key,
            Complexity = samples.Average(s => s.Complexity),
            InputTokens = known.Count > 0 ? (int)known.Average(s => s.Prompt) : Unknown.Typical.InputTokens,
            OutputTokens = known.Count > 0 ? (int)known.Average(s => s.Output) : Unknown.Typical.OutputTokens,
        };
        return new RoleProfile(samples.Count, used, samples.Max(s => s.Prompt), typical);
    }
}
