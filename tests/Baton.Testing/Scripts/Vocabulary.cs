using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Baton.Testing;

/// <summary>The words of a fake model's name.</summary>
public static class Vocabulary
{
    private static readonly Word[] _words =
    [
        // What is said.
        new("chunks-N", "text of N pieces", (r, a) => r with { Pieces = Count(a, 1) is { } n ? Numbered(n) : null }, r => r.Pieces is not null),
        new("size-S", "text of S bytes in one piece (2kb, 1mb)", (r, a) => r with { Pieces = Size(a) is { } n ? [new string('x', n)] : null }, r => r.Pieces is not null),
        new("json", "the text {\"name\":\"Ada\",\"age\":36}", (r, _) => r with { Pieces = ["{\"name\":", "\"Ada\",", "\"age\":36}"] }),
        new("empty", "no text at all", (r, _) => r with { Pieces = [] }),
        new("tools", "calls get_weather", (r, _) => r with { ToolCalls = Calls(1) }),
        new("tools-N", "N calls, their arguments in pieces", (r, a) => r with { ToolCalls = Count(a, 1) is { } n ? Calls(n) : [] }, r => r.ToolCalls.Count > 0),
        new("args-empty", "the calls' arguments are \"\"", (r, _) => r with { ToolCalls = [.. r.ToolCalls.Select(c => c with { Arguments = "" })] }),
        new("reasoning", "thinks first", (r, _) => r with { Reasoning = "Let me think." }),
        new("reasoning-alias", "thinks in a field called reasoning", (r, _) => r with { Reasoning = "Let me think.", Quirks = r.Quirks | Quirks.ReasoningAlias }),
        new("finish-W", "ends with the word W", (r, a) => r with { FinishReason = a }),
        new("cached-N", "N of the prompt's tokens came from a cache", (r, a) => r with { Usage = Count(a, 0) is { } n ? new(12 + n, 5, n) : null }, r => r.Usage is not null),

        // How it comes.
        new("slow-first-D", "the first frame after D (500ms, 2s)", (r, a) => r with { FirstDelay = Duration(a) }, r => r.FirstDelay > default(TimeSpan)),
        new("delay-D", "D before every further frame", (r, a) => r with { Delay = Duration(a) }, r => r.Delay > default(TimeSpan)),
        new("trickle-N", "N bytes a write", (r, a) => r with { TrickleBytes = Count(a, 1) ?? 0 }, r => r.TrickleBytes > 0),
        new("early-headers", "the status before the first delay", Quirk(Quirks.EarlyHeaders)),
        new("burst", "all frames in one write", Quirk(Quirks.Burst)),
        new("comments", "comment lines between frames", Quirk(Quirks.Comments)),
        new("crlf", "lines end with CR LF", Quirk(Quirks.Crlf)),
        new("events", "event: lines", Quirk(Quirks.EventLines)),
        new("no-space", "data: without a space", Quirk(Quirks.NoSpace)),

        // What is odd about it.
        new("no-finish", "no finish reason, then the end", Quirk(Quirks.NoFinish)),
        new("empty-finish", "finish_reason \"\" before the last chunk", Quirk(Quirks.EmptyFinish)),
        new("no-done", "no [DONE]", Quirk(Quirks.NoDone)),
        new("role-every", "the role on every chunk", Quirk(Quirks.RoleOnEvery)),
        new("ids-change", "another id on every chunk", Quirk(Quirks.ChangingIds)),
        new("usage-none", "no usage at all", (r, _) => r with { UsageReport = UsageReport.Never }),
        new("usage-every", "usage on every chunk", (r, _) => r with { UsageReport = UsageReport.OnEveryChunk }),
        new("usage-null", "usage with null counts", (r, _) => r with { UsageReport = UsageReport.NullCounts }),
        new("usage-no-choices", "the usage chunk has no choices", Quirk(Quirks.UsageWithoutChoices)),
        new("usage-null-choices", "the usage chunk has choices null", Quirk(Quirks.UsageWithNullChoices)),
        new("index-missing", "tool calls without index", Quirk(Quirks.ToolIndexMissing)),
        new("index-zero", "tool calls all of index 0", Quirk(Quirks.ToolIndexZero)),
        new("id-repeated", "a call's id and name on every delta", Quirk(Quirks.ToolIdRepeated)),
        new("name-late", "a call's name in the second delta", Quirk(Quirks.ToolNameLate)),
        new("same-chunk", "a call's deltas as entries of one chunk", Quirk(Quirks.ToolSameChunk)),
        new("whole-calls", "a call in one delta", Quirk(Quirks.ToolWhole)),
        new("tools-stop", "streamed calls finish with stop", Quirk(Quirks.ToolFinishStop)),

        // What fails.
        new("status-N", "that status", (r, a) => r with { Status = Count(a, 400) is { } n and < 600 ? n : 200 }, r => r.Status >= 400),
        new("retry-N", "Retry-After: N", (r, a) => r.WithRetryAfter(a)),
        new("unauthorized", "401, wrong key", (r, _) => r with { Status = 401 }),
        new("missing", "404, unknown model", (r, _) => r with { Status = 404 }),
        new("overflow", "400, context_length_exceeded", (r, _) => r with { ContextWindow = 0 }),
        new("context-N", "the same, from N tokens (of 4 bytes of the body) on", (r, a) => r with { ContextWindow = Count(a, 0) }, r => r.ContextWindow is not null),
        new("loading", "503, Loading model", (r, _) => r with { Status = 503, Error = new("Loading model", "unavailable_error", "503") }),
        new("hang", "never answers", (r, _) => r with { HangAfter = -1 }),
        new("hang-after-N", "N frames, then silence", (r, a) => r with { HangAfter = Count(a, 0) }, r => r.HangAfter is not null),
        new("drop", "closes before the status", (r, _) => r with { CutAfter = -1, Cut = CutKind.Reset }),
        new("cut-after-N", "N frames, then the connection closes", (r, a) => r with { CutAfter = Count(a, 0), Cut = CutKind.Close }, r => r.CutAfter is not null),
        new("reset-after-N", "N frames, then the connection is reset", (r, a) => r with { CutAfter = Count(a, 0), Cut = CutKind.Reset }, r => r.CutAfter is not null),
        new("end-after-N", "N frames, then a proper end of the body", (r, a) => r with { CutAfter = Count(a, 0), Cut = CutKind.CleanEnd }, r => r.CutAfter is not null),
        new("error", "an error inside a 200", (r, _) => r with { ErrorAfter = 0 }),
        new("error-after-N", "the same, after N frames", (r, a) => r with { ErrorAfter = Count(a, 0) }, r => r.ErrorAfter is not null),
        new("error-bare", "the same, without data:", (r, _) => r with { ErrorAfter = 0, Quirks = r.Quirks | Quirks.BareError }),
        new("garbage", "a 200 that is no JSON", (r, _) => r with { GarbageAfter = 0 }),
        new("garbage-after-N", "the same, after N frames", (r, a) => r with { GarbageAfter = Count(a, 0) }, r => r.GarbageAfter is not null),
        new("html", "a 200 that is a web page", (r, _) => r with { ContentType = "text/html", RawBody = "<html><body>Sign in</body></html>" }),
        new("times-N", "all this for the first N requests only", (r, a) => r with { Times = Count(a, 0) }, r => r.Times is not null),
    ];

    /// <summary>One line a word, for a person.</summary>
    public static IEnumerable<string> Describe() => _words.Select(w => $"  {w.Form,-20} {w.Meaning}");

    internal static bool TryRead(string[] words, int at, Reply reply, out int length, [NotNullWhen(true)] out Reply? next)
    {
        // The longest form that fits, so that tools-2 is not read as tools.
        foreach (var word in _words.OrderByDescending(w => w.Length))
        {
            if (!word.Matches(words.AsSpan(at)))
                continue;
            var argument = word.TakesArgument ? words[at + word.Length - 1] : null;
            if (word.Apply(reply, argument) is { } read && word.IsSet(read))
            {
                (length, next) = (word.Length, read);
                return true;
            }
        }

        // A single letter tells apart two models that behave alike.
        (length, next) = (1, words[at].Length == 1 && char.IsAsciiLetter(words[at][0]) ? reply : null);
        return next is not null;
    }

    private static Func<Reply, string?, Reply> Quirk(Quirks quirk) => (reply, _) => reply with { Quirks = reply.Quirks | quirk };

    private static string[] Numbered(int count) => [.. Enumerable.Range(1, count).Select(i => i == 1 ? "w1" : $" w{i}")];

    private static FakeToolCall[] Calls(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new FakeToolCall($"call_{i + 1}", "get_weather", $$"""{"city":"{{_cities[i % _cities.Length]}}"}"""))];

    private static readonly string[] _cities = ["Paris", "Rome", "Oslo", "Lima"];

    private static int? Count(string? text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least ? n : null;

    private static int? Size(string? text) => text switch
    {
        null => null,
        _ when text.EndsWith("kb", StringComparison.Ordinal) => Count(text[..^2], 1) * 1024,
        _ when text.EndsWith("mb", StringComparison.Ordinal) => Count(text[..^2], 1) * 1024 * 1024,
        _ => Count(text, 1),
    };

    private static TimeSpan Duration(string? text) => text switch
    {
        null => default,
        _ when text.EndsWith("ms", StringComparison.Ordinal) => TimeSpan.FromMilliseconds(Count(text[..^2], 0) ?? 0),
        _ when text.EndsWith('s') => TimeSpan.FromSeconds(Count(text[..^1], 0) ?? 0),
        _ => default,
    };

    private sealed record Word(string Form, string Meaning, Func<Reply, string?, Reply> Apply, Func<Reply, bool>? Check = null)
    {
        private readonly string[] _parts = Form.Split('-');

        public int Length => _parts.Length;

        // The argument's place is the form's last part, a capital letter.
        public bool TakesArgument => _parts[^1] is [>= 'A' and <= 'Z'];

        public bool IsSet(Reply reply) => Check?.Invoke(reply) ?? true;

        public bool Matches(ReadOnlySpan<string> words)
        {
            var literal = TakesArgument ? Length - 1 : Length;
            return words.Length >= Length && words[..literal].SequenceEqual(_parts.AsSpan(0, literal));
        }
    }
}
