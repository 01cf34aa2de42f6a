namespace Baton.Roles;

/// <summary>Lets the swaps of one role through one after another, in the order in which they came; those of different roles run beside each other.</summary>
internal sealed class SwapTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _lines = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn; disposing what this gives ends it.</summary>
    public async Task<IDisposable> EnterAsync(string role, CancellationToken cancellationToken)
    {
        TaskCompletionSource? mine = null;
        lock (_lock)
        {
            if (_lines.TryGetValue(role, out var line))
            {
                line.Enqueue(mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            else
            {
                _lines.Add(role, new Queue<TaskCompletionSource>());
            }
        }

        if (mine is not null)
        {
            // Whoever cancels first decides: a turn that was given is taken, one that is not wanted any more is passed over.
            using var registration = cancellationToken.UnsafeRegister(static t => ((TaskCompletionSource)t!).TrySetCanceled(), mine);
            await mine.Task.ConfigureAwait(false);
        }

        return new Turn(this, role);
    }

    private void Leave(string role)
    {
        lock (_lock)
        {
            var line = _lines[role];
            while (line.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            _lines.Remove(role);
        }
    }

    private sealed class Turn(SwapTurns turns, string role) : IDisposable
    {
        private SwapTurns? _turns = turns;

        public void Dispose() => Interlocked.Exchange(ref _turns, null)?.Leave(role);
    }
}
