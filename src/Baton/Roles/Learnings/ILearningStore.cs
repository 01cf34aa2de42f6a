namespace Baton.Roles.Learnings;

/// <summary>Keeps learnings over a restart, and puts those of several instances together.</summary>
public interface ILearningStore
{
    /// <summary>Adds what was learned since the last call, each to what is kept of its task type, in one transaction.</summary>
    /// <param name="news">What was learned; may be empty.</param>
    /// <returns>All that is kept now.</returns>
    IReadOnlyList<Learned> Merge(IReadOnlyList<Learned> news);
}
