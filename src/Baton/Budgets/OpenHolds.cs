namespace Baton.Budgets;

/// <summary>The holds of requests that run, as a list. Everything happens under the book's lock.</summary>
internal sealed class OpenHolds
{
    private Hold? _first;

    /// <summary>How long after its request must have ended a hold is taken for forgotten.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromMinutes(1);

    public void Add(Hold hold)
    {
        hold.Next = _first;
        if (_first is not null)
        {
            _first.Previous = hold;
        }

        _first = hold;
    }

    public void Remove(Hold hold)
    {
        if (hold.Previous is not null)
        {
            hold.Previous.Next = hold.Next;
        }
        else if (_first == hold)
        {
            _first = hold.Next;
        }

        if (hold.Next is not null)
        {
            hold.Next.Previous = hold.Previous;
        }

        (hold.Next, hold.Previous) = (null, null);
    }

    /// <summary>Counts what forgotten holds reserve as spent: whatever became of their requests, more they cannot have cost.</summary>
    /// <returns>How many there were.</returns>
    public int Expire(long now)
    {
        var count = 0;
        for (var hold = _first; hold is not null;)
        {
            var next = hold.Next;
            if (now >= hold.Expires)
            {
                Remove(hold);
                hold.Expired = true;
                count++;
                foreach (var window in hold.Windows!)
                {
                    window.Reserved -= hold.Amount;
                    window.Spent += hold.Amount;
                }
            }

            hold = next;
        }

        return count;
    }
}
