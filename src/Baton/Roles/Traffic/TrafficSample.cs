using Baton.Models;

namespace Baton.Roles.Traffic;

/// <summary>One request of a role, without what was said in it.</summary>
/// <param name="Model">Who played the role for it.</param>
/// <param name="At">When it ended.</param>
/// <param name="Success">Whether the player answered it.</param>
/// <param name="LatencyMs">How long it took.</param>
/// <param name="Requires">What it needed.</param>
/// <param name="Prompt">Tokens sent; 0 where unknown.</param>
/// <param name="Output">Tokens written.</param>
/// <param name="Task">What it asked for.</param>
/// <param name="Complexity">How hard it looked.</param>
internal sealed record TrafficSample(
    string Model, DateTimeOffset At, bool Success, double LatencyMs, EquatableArray<string> Requires, long Prompt, long Output, TaskType Task, double Complexity);
