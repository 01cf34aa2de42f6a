using System.Collections.Concurrent;
using Baton.Models;
using Baton.Roles;

namespace Baton.Tests.Roles;

/// <summary>A host of models that loads as a test says; without a word it loads at once.</summary>
internal sealed class ScriptedHost : ISwapHost
{
    public Func<string, Task> OnWarm { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<string?> Kept { get; } = new();

    public Task WarmAsync(string role, Model model, CancellationToken cancellationToken) => OnWarm(model.Id);

    public Task KeepAsync(string role, string? kept, CancellationToken cancellationToken)
    {
        Kept.Enqueue(kept);
        return Task.CompletedTask;
    }
}

/// <summary>Changes of a book without the phases around them.</summary>
internal static class BookSteps
{
    public static SwapEvent Load(this RoleBook book, string role, string model) => book.Flip(new SwapRequest(role, SwapKinds.Load, model)).Event;

    public static SwapEvent Do(this RoleBook book, string role, string kind, string? model = null) => book.Flip(new SwapRequest(role, kind, model)).Event;
}
