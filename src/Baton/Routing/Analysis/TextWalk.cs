using Baton.Models;

namespace Baton.Routing.Analysis;

/// <summary>Walks once over a text, or a long one's beginning and end, and gathers what speaks for which kind of task. Allocates nothing.</summary>
internal ref struct TextWalk(ReadOnlySpan<char> text)
{
    /// <summary>The beginning and the end of a long text count in full: instructions stand there, and what they are about between.</summary>
    private const int Edge = 250;
    private const int LongText = 600;
    private const float MiddleWeight = 0.3f;
    private const float MiddleAtMost = 1.5f;

    /// <summary>A word of this weight leads: later words of other types weigh less.</summary>
    private const float Leads = 2.4f;
    private const float LeadBonus = 1.5f;
    private const float AfterLead = 0.6f;
    private const float AfterColon = 0.4f;
    private const float Telling = 1.6f;
    private const float Wear = 0.25f;
    private const float InLanguage = 3;

    /// <summary>What lies between is not looked at: time must be bounded, and the middle says least.</summary>
    private const int Head = 640;
    private const int Tail = 320;

    private readonly ReadOnlySpan<char> _text = text;
    private TextSignals _signals;
    private TypeScores _middle;
    private TypeScores _worn;
    private WordMarks _before;
    private WordMarks _beforeThat;
    private int _wordStart;
    private int _wordEnd = -1;
    private uint _wordHash;
    private int _lastNumber;
    private int _lastComma;
    private bool _isData;
    private bool _hasteBefore;

    /// <summary>Walks.</summary>
    /// <returns>What was found.</returns>
    public TextSignals Walk()
    {
        for (var at = 0; at < _text.Length;)
        {
            if (at >= Head && at < _text.Length - Tail)
            {
                at = Skip(_text.Length - Tail);
                continue;
            }

            var c = _text[at];
            at = char.IsAsciiLetter(c) || (c > 127 && char.IsLetter(c)) ? Word(at)
                : char.IsAsciiDigit(c) ? Number(at)
                : Sign(at, c);
        }

        for (var i = 0; i < 8; i++)
        {
            _signals.Scores[i] += Math.Min(_middle[i], MiddleAtMost);
        }

        _signals.EndsAsking = _text.TrimEnd(" \n\r\t\"')").EndsWith("?") || _text.TrimEnd().EndsWith("？");
        return _signals;
    }

    /// <summary>Goes on at the next whole word.</summary>
    private int Skip(int to)
    {
        while (to < _text.Length && char.IsLetterOrDigit(_text[to]))
        {
            to++;
        }

        (_before, _beforeThat, _lastNumber, _wordEnd) = (WordMarks.None, WordMarks.None, 0, -1);
        return to;
    }

    private int Word(int start)
    {
        var end = start;
        var (hash, shorter, humps) = (0u, 0u, 0);
        while (end < _text.Length && char.IsLetterOrDigit(_text[end]))
        {
            humps += end > start && char.IsAsciiLetterUpper(_text[end]) && char.IsAsciiLetterLower(_text[end - 1]) ? 1 : 0;
            (shorter, hash) = (hash, WordTable.Next(hash, _text[end]));
            end++;
        }

        var word = _text[start..end];
        if (word[0] >= '\u2E80')
        {
            Ideographs(start, word);
            return end;
        }

        _signals.Words++;
        if (humps > 0 && word.Length > 5)
        {
            _signals.Code += word.EndsWith("Exception") || word.EndsWith("Error") ? 2 : 0.5f;
        }

        if (end < _text.Length && word.Length == 1 && _text[end] is '#' or '+' && word[0] is 'C' or 'c' or 'F' or 'f')
        {
            Speak(start, new WordSense(TaskType.Coding, 3, WordMarks.None));
        }

        if (word.Length == 2 && _lastComma > 0 && word.Equals("or", StringComparison.OrdinalIgnoreCase) && _signals.Words - _lastComma <= 3)
        {
            Speak(start, new WordSense(TaskType.Classification, 1.5f, WordMarks.None)); // "praise, complaint or question"
        }

        var marks = WordMarks.None;
        if (FindWord(word, hash, shorter, out var sense))
        {
            marks = sense.Marks;
            Hear(start, sense);
        }

        if (_wordEnd == start - 1 && start > 0)
        {
            Phrase(start, end, hash);
        }

        (_beforeThat, _before, _lastNumber) = (_before, marks, 0);
        (_wordStart, _wordEnd, _wordHash) = (start, end, hash);
        return end;
    }

    /// <summary>A plural that is not listed says what its singular says.</summary>
    private static bool FindWord(ReadOnlySpan<char> word, uint hash, uint shorter, out WordSense sense) =>
        Lexicon.Single.TryGet(word, hash, out sense)
        || (word.Length > 3 && word[^1] is 's' or 'S' && Lexicon.Single.TryGet(word[..^1], shorter, out sense));

    private void Phrase(int start, int end, uint hash)
    {
        var joined = WordTable.Join(WordTable.Next(_wordHash, _text[start - 1]), hash, end - start);
        if (Lexicon.Double.TryGet(_text[_wordStart..end], joined, out var phrase))
        {
            Speak(start, phrase);
            Mark(start, phrase.Marks);
            _signals.Haste &= !_before.Has(WordMarks.Haste) || phrase.Type != TaskType.Coding || _hasteBefore; // "quick sort"
        }
    }

    private void Hear(int start, in WordSense sense)
    {
        if (sense.Marks.Has(WordMarks.Extension) && start > 0 && _text[start - 1] == '.')
        {
            _signals.Code++;
        }

        if (_signals.Words == 1)
        {
            _signals.Asks = sense.Marks.Has(WordMarks.Asks);
            _signals.Supposes = sense.Marks.Has(WordMarks.Supposes);
        }

        _signals.AsksWithin |= sense.Marks.Has(WordMarks.Asks);

        // "is" and "what" tell a question only where they begin something.
        var begins = _signals.Words == 1 || (start > 1 && _text[start - 2] is '.' or '?' or '!' or ':' or ',' or '\n' || _text[Math.Max(0, start - 1)] == '\n');
        if (!sense.Marks.Has(WordMarks.Asks | WordMarks.Opens) || begins)
        {
            Speak(start, sense);
        }

        if (sense.Marks.Has(WordMarks.Programming) && _before.Has(WordMarks.Toward) && (sense.Weight > 0 || char.IsAsciiLetterUpper(_text[start])))
        {
            _signals.Add(TaskType.Coding, InLanguage); // "a story generator in Python": the last word decides.
        }

        Mark(start, sense.Marks);
    }

    private void Mark(int start, WordMarks marks)
    {
        if (marks == WordMarks.None)
        {
            return;
        }

        var instructs = !_isData && (start < Edge || start > _text.Length - Edge);
        _hasteBefore = _signals.Haste;
        if (marks.Has(WordMarks.Haste) && instructs && _signals.Lead != TaskType.Classification && !_before.Has(WordMarks.Asks))
        {
            _signals.Haste = true;
        }

        _signals.Numbers += marks.Has(WordMarks.Numeral) ? 1 : 0;
        _signals.HardWords += marks.Has(WordMarks.Hard) ? 1 : 0;
        _signals.EasyWords += marks.Has(WordMarks.Easy) && instructs ? 1 : 0;
        _signals.Parts += marks.Has(WordMarks.Part) && instructs ? 1 : 0;
        _signals.WantsShort |= marks.Has(WordMarks.Short) && instructs;
        _signals.WantsLong |= marks.Has(WordMarks.Long) && instructs;
        if (marks.Has(WordMarks.Language))
        {
            Language(start);
        }

        if (_lastNumber > 0 && instructs)
        {
            var each = marks.Has(WordMarks.Words) ? 1.4
                : marks.Has(WordMarks.Sentences) ? 25
                : marks.Has(WordMarks.Paragraphs) ? 120 : 0;
            _signals.NamedTokens = each > 0 ? (int)(_lastNumber * each) : _signals.NamedTokens;
        }
    }

    private void Language(int start)
    {
        _signals.NamesLanguage = true;
        _signals.LanguageAt = start;
        if ((_before | _beforeThat).Has(WordMarks.Toward))
        {
            Speak(start, new WordSense(TaskType.Translation, _text[_wordStart..start].StartsWith("in ", StringComparison.OrdinalIgnoreCase) ? 1 : 2, WordMarks.None));
        }
    }

    private void Speak(int start, in WordSense sense)
    {
        if (sense.Weight <= 0)
        {
            return;
        }

        var weight = sense.Weight * (_signals.Words <= 4 ? 1.4f : 1) * (_isData ? AfterColon : 1);
        if (_text.Length > LongText && start > Edge && start < _text.Length - Edge)
        {
            _middle[(int)sense.Type] += weight * MiddleWeight;
            return;
        }

        if (sense.Weight < Telling)
        {
            // A subject's everyday words come again and again; together they must not outweigh one clear word.
            weight *= 1 - _worn[(int)sense.Type];
            _worn[(int)sense.Type] += (1 - _worn[(int)sense.Type]) * Wear;
        }

        if (start > Math.Max(LongText, _text.Length - Edge))
        {
            weight += sense.Weight >= Leads ? LeadBonus : 0; // The instruction after a long text leads as one before it.
        }
        else if (_signals.Lead is { } lead)
        {
            weight *= lead == sense.Type ? 1 : AfterLead;
        }
        else if (sense.Weight >= Leads)
        {
            _signals.Lead = sense.Type;
            weight += LeadBonus;
        }

        _signals.Add(sense.Type, weight);
    }

    private void Ideographs(int start, ReadOnlySpan<char> run)
    {
        _signals.Words += run.Length / 2;
        for (var i = 0; i + 1 < run.Length; i++)
        {
            if (Lexicon.Ideographs.TryGet(run.Slice(i, 2), WordTable.Next(WordTable.Next(0, run[i]), run[i + 1]), out var sense))
            {
                Speak(start + i, sense);
                Mark(start + i, sense.Marks);
            }
        }
    }

    private int Number(int start)
    {
        var (end, value) = (start, 0);
        while (end < _text.Length && char.IsAsciiDigit(_text[end]))
        {
            value = Math.Min((value * 10) + (_text[end] - '0'), 20_000);
            end++;
        }

        // "1." and "2)" at the beginning of a line number the parts of a task.
        var numbersPart = end < _text.Length && _text[end] is '.' or ')' && (start == 0 || _text[start - 1] == '\n');
        _signals.Parts += numbersPart ? 1 : 0;
        _signals.Numbers += numbersPart || value is > 1_400 and < 2_100 ? 0 : 1; // A year is not calculated with.
        (_lastNumber, _before, _beforeThat) = (value, WordMarks.None, _before);
        return end;
    }

    private int Sign(int at, char c)
    {
        var next = at + 1 < _text.Length ? _text[at + 1] : '\0';
        var previous = at > 0 ? _text[at - 1] : '\n';
        switch (c)
        {
            case '`':
                var fence = next == '`' && at + 2 < _text.Length && _text[at + 2] == '`';
                _signals.Code += fence ? 2 : 0.4f;
                return at + (fence ? 3 : 1);
            case '_' when char.IsAsciiLetterOrDigit(previous) && char.IsAsciiLetterOrDigit(next):
            case '(' when next == ')' && char.IsAsciiLetterOrDigit(previous):
            case '{' or ';' when next is '\n' or '\0' or '}':
            case '=' when next is '>' or '=':
            case '-' when next == '>':
            case ':' when next == ':':
            case '&' when next == '&':
            case '|' when next == '|':
            case '!' when next == '=':
            case '<' when next is '/' or '<':
                _signals.Code += 0.8f;
                break;
            case '^' or '√' or '∫' or '∑' or '≤' or '≥' or 'π' or '÷' or '×' or '≡':
            case '\\' when char.IsAsciiLetter(next) || next is '(' or '[':
                _signals.Formula++;
                break;
            case '=' or '+' or '*' or '/' or '<' when char.IsAsciiDigit(next) || (next == ' ' && at + 2 < _text.Length && char.IsAsciiDigit(_text[at + 2])):
            case '$' when char.IsAsciiDigit(next):
                _signals.Formula += 0.5f;
                break;
            case ',':
                _lastComma = _signals.Words;
                break;
            case '.' or '!' or '?' when next is ' ' or '\n':
                _signals.Sentences++;
                break;
            case '-' or '*' or '•' when previous == '\n' && next == ' ':
                _signals.Parts++;
                break;
            case ':' when _signals.Lead is not null && next is ' ' or '\n' or '"':
                _isData = true;
                break;
            default:
                break;
        }

        return at + 1;
    }
}
