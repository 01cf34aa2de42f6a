using Baton.Models;

namespace Baton.Roles;

/// <summary>Where models live that must be loaded before they can play, and may be let go when they no longer do.</summary>
public interface ISwapHost
{
    /// <summary>Makes a model ready; called before the health prompt, and again where it is ready already.</summary>
    /// <param name="role">The role that it is to play.</param>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">The end of the program.</param>
    /// <exception cref="BatonException">It cannot be loaded; the swap fails with this message.</exception>
    Task WarmAsync(string role, Model model, CancellationToken cancellationToken);

    /// <summary>
    /// A swap is done and the old model serves nobody in this role any more, or its time was over. It is to be kept for one step
    /// back, and who was kept so before may go.
    /// </summary>
    /// <param name="role">The role.</param>
    /// <param name="kept">The model to keep; <c>null</c>: none.</param>
    /// <param name="cancellationToken">The end of the program.</param>
    Task KeepAsync(string role, string? kept, CancellationToken cancellationToken);
}
