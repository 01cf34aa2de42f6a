using System.Collections.Immutable;
using Baton.Roles;

namespace Baton.Tests.Roles;

/// <summary>Waits for what a book becomes, told by its own event.</summary>
internal static class BookWatching
{
    public static async Task UntilAsync(this RoleBook book, Func<ImmutableSortedDictionary<string, RoleAssignment>, bool> holds)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(SwapEvent? swap)
        {
            if (holds(book.Current))
            {
                reached.TrySetResult();
            }
        }

        book.Swapped += Look;
        book.Finished += Look;
        Look(null);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        book.Swapped -= Look;
        book.Finished -= Look;
    }
}
