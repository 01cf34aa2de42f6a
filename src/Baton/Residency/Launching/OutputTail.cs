namespace Baton.Residency.Launching;

/// <summary>The last lines that a process wrote, bounded, for the message of its failure.</summary>
internal sealed class OutputTail
{
    private const int MostLines = 40;
    private const int LongestLine = 500;

    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line.Length > LongestLine ? line[..LongestLine] : line);
            if (_lines.Count > MostLines)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>Whether a line holds one of these.</summary>
    public bool Says(params ReadOnlySpan<string> texts)
    {
        lock (_lines)
        {
            foreach (var text in texts)
            {
                if (_lines.Any(l => l.Contains(text, StringComparison.OrdinalIgnoreCase)))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What a message needs: the lines that speak of an error, else the last ones.</summary>
    public string Summary()
    {
        lock (_lines)
        {
            var telling = _lines.Where(l => l.Contains("error", StringComparison.OrdinalIgnoreCase) || l.Contains("fail", StringComparison.OrdinalIgnoreCase));
            var chosen = telling.TakeLast(3).ToList();
            return string.Join(" | ", (chosen.Count > 0 ? chosen : [.. _lines.TakeLast(3)]).Select(l => l.Trim()));
        }
    }
}
