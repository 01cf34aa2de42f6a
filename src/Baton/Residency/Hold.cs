namespace Baton.Residency;

/// <summary>A hold on a loaded model; given back once.</summary>
internal sealed class Hold(Action? giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    /// <summary>The hold on what needs none.</summary>
    public static Hold OfNothing { get; } = new(null);

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
