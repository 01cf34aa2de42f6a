using Baton.Models;

namespace Baton.Roles;

/// <summary>Where models live that must be loaded before they can play, and may be let go when they no longer do.</summary>
public interface ISwapHost
{
    /// <summary>Looks, before anything is loaded, whether there is room for a model beside those that stay.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Who will have to make room; <c>null</c>: nobody, or it needs none.</returns>
    SwapWarning? Foresee(Model model);

    /// <summary>Makes a model ready; called before the health prompt, and again where it is ready already.</summary>
    /// <param name="role">The role that it is to play.</param>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">The end of the program.</param>
    /// <returns>Keeps it ready until it is disposed: after the flip, or when the swap failed.</returns>
    /// <exception cref="BatonException">It cannot be loaded; the swap fails with this message.</exception>
    Task<IDisposable> WarmAsync(string role, Model model, CancellationToken cancellationToken);

    /// <summary>
    /// A swap is done and the old model serves nobody in this role any more, or its time was over. It is kept for one step back, as far
    /// as memory allows.
    /// </summary>
    /// <param name="role">The role.</param>
    /// <param name="kept">The model to keep; <c>null</c>: none.</param>
    /// <returns>Why a step back would have to load it again; <c>null</c>: it would not.</returns>
    SwapWarning? Keep(string role, Model? kept);
}
