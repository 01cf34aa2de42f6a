using Baton.Models;

namespace Baton.Routing.Analysis;

/// <summary>How hard a task looks, 0 to 1: its type's usual difficulty, hard and easy words, the number of parts, length.</summary>
internal static class Complexity
{
    private static readonly double[] Usual = [0.15, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.2];

    public static double Of(TaskType type, ref readonly TextSignals signals, int inputTokens)
    {
        var hard = Math.Min(signals.HardWords * 0.1, 0.35);
        var parts = Math.Min(signals.Parts * 0.05, 0.2);
        var length = Math.Min(Math.Log2(1 + (Math.Max(0, inputTokens) / 100.0)) * 0.04, 0.2);
        var content = Math.Min((signals.Words / 400.0) + (Math.Min(signals.Code, 5) * 0.015) + (Math.Min(signals.Formula, 4) * 0.02), 0.2);
        var easy = Math.Min(signals.EasyWords * 0.1, 0.2) + (signals.Haste ? 0.05 : 0);
        return Math.Round(Math.Clamp(Usual[(int)type] + hard + parts + length + content - easy, 0, 1), 3);
    }
}
