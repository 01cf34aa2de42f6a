using System.Text.Json.Nodes;

namespace Baton.Providers.Simulated.Schemas;

/// <summary>Makes a number within its bounds.</summary>
internal static class SchemaNumber
{
    private const decimal Span = 100m;
    private const decimal Largest = 1e18m;

    public static JsonNode Make(JsonObject flat, ValueSource values, string path, int variant, bool whole)
    {
        var (low, lowOut) = Bound(flat, "minimum", "exclusiveMinimum", (a, b) => a >= b);
        var (high, highOut) = Bound(flat, "maximum", "exclusiveMaximum", (a, b) => a <= b);
        var step = Step(SchemaKeywords.Number(flat["multipleOf"]), whole);
        bool Fits(decimal n) => (low is null || (lowOut ? n > low : n >= low)) && (high is null || (highOut ? n < high : n <= high))
            && (step is null || n % step == 0);
        if (variant == 0 && values.Number(Fits) is { } said)
        {
            return Node(said);
        }

        var from = low ?? (high is { } top ? Math.Min(0m, top - Span) : 0m);
        var to = Math.Max(from, high ?? from + (Span * (step ?? 1m)));
        return Node(step is { } size
            ? OnStep(from, lowOut && low is not null, to, highOut && high is not null, size, values.Chance.Below(path, 50) + variant)
            : from + ((to - from) * (((values.Chance.Below(path, 8) + variant) % 9) + 1) / 10m));
    }

    /// <summary>The tighter of the two kinds of bound, and whether it is itself out of bounds.</summary>
    private static (decimal? Value, bool Out) Bound(JsonObject flat, string inclusive, string exclusive, Func<decimal, decimal, bool> tighter)
    {
        var at = Clamp(SchemaKeywords.Number(flat[inclusive]));
        if (SchemaKeywords.IsTrue(flat[exclusive]))
        {
            return (at, true); // Draft 4 says it with a boolean.
        }

        var beyond = Clamp(SchemaKeywords.Number(flat[exclusive]));
        return beyond is { } b && (at is not { } a || tighter(b, a)) ? (b, true) : (at, false);
    }

    private static decimal OnStep(decimal from, bool fromOut, decimal to, bool toOut, decimal step, int pick)
    {
        var first = Math.Ceiling(from / step) * step;
        first = fromOut && first == from ? first + step : first;
        var last = Math.Floor(to / step) * step;
        last = toOut && last == to ? last - step : last;
        var count = last < first ? 1 : Math.Min(1_000m, Math.Floor((last - first) / step) + 1);
        return first + (step * (pick % (int)count));
    }

    /// <summary>What the value must be a multiple of: for whole numbers the least whole one.</summary>
    private static decimal? Step(decimal? multipleOf, bool whole)
    {
        if (multipleOf is not > 0 || !whole)
        {
            return multipleOf is > 0 ? multipleOf : whole ? 1m : null;
        }

        for (var k = 1; k <= 1_000; k++)
        {
            if (multipleOf.Value * k % 1 == 0)
            {
                return multipleOf.Value * k;
            }
        }

        return 1m;
    }

    private static decimal? Clamp(decimal? bound) => bound is { } value ? Math.Clamp(value, -Largest, Largest) : null;

    /// <summary>Without the zeros that decimals carry along.</summary>
    private static JsonValue Node(decimal value) => value == Math.Floor(value) && Math.Abs(value) < Largest
        ? JsonValue.Create((long)value)
        : JsonValue.Create(value / 1.000000000000000000000000000000000m);
}
