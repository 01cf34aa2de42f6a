using System.Collections.Concurrent;
using Baton.Models;
using Baton.Roles;

namespace Baton.Tests.Roles;

/// <summary>A host of models that loads as a test says; without a word it loads at once.</summary>
internal sealed class ScriptedHost : ISwapHost
{
    public Func<string, Task> OnWarm { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<string?> Kept { get; } = new();

    public SwapWarning? Shortage { get; set; }

    /// <summary>Models that are held ready for a flip.</summary>
    public ConcurrentDictionary<string, bool> Warm { get; } = new();

    public SwapWarning? Foresee(Model model) => Shortage;

    public async Task<IDisposable> WarmAsync(string role, Model model, CancellationToken cancellationToken)
    {
        await OnWarm(model.Id);
        Warm[model.Id] = true;
        return new Ending(() => Warm.TryRemove(model.Id, out _));
    }

    public SwapWarning? Keep(string role, Model? kept)
    {
        Kept.Enqueue(kept?.Id);
        return null;
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>Changes of a book without the phases around them.</summary>
internal static class BookSteps
{
    public static SwapEvent Load(this RoleBook book, string role, string model) => book.Flip(new SwapRequest(role, SwapKinds.Load, model)).Event;

    public static SwapEvent Do(this RoleBook book, string role, string kind, string? model = null) => book.Flip(new SwapRequest(role, kind, model)).Event;
}
