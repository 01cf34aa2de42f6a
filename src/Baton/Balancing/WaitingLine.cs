namespace Baton.Balancing;

/// <summary>Who waits for one deployment: the more urgent first, then in the order of arrival. Not safe for threads: its deployment's lock guards it.</summary>
internal sealed class WaitingLine
{
    private readonly LinkedList<Waiter>[] _byPriority = [new(), new(), new()];

    /// <summary>How many wait.</summary>
    public int Count => _byPriority[0].Count + _byPriority[1].Count + _byPriority[2].Count;

    /// <summary>Whether somebody waits who goes before a newcomer of this priority.</summary>
    public bool HasBefore(RequestPriority priority)
    {
        for (var i = 0; i <= (int)priority; i++)
        {
            if (_byPriority[i].Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Stands a newcomer in line.</summary>
    /// <returns>His position, 1 being next.</returns>
    public int Enter(Waiter waiter)
    {
        _byPriority[(int)waiter.Priority].AddLast(waiter);
        var position = 0;
        for (var i = 0; i <= (int)waiter.Priority; i++)
        {
            position += _byPriority[i].Count;
        }

        return position;
    }

    /// <summary>Takes one out who waits no more.</summary>
    public void Leave(Waiter waiter) => _byPriority[(int)waiter.Priority].Remove(waiter);

    /// <summary>Takes the next one who still waits.</summary>
    public Waiter? Next()
    {
        foreach (var line in _byPriority)
        {
            while (line.First is { } first)
            {
                line.RemoveFirst();
                if (first.Value.TryTake())
                {
                    return first.Value;
                }
            }
        }

        return null;
    }
}
