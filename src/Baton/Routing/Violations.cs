using System.Collections.Immutable;

namespace Baton.Routing;

/// <summary>Gathers why deployments are out; a model is excluded when all its deployments are, once per constraint.</summary>
internal sealed class Violations
{
    private List<Exclusion>? _found;
    private string _model = "";

    public int Count => _found?.Count ?? 0;

    /// <summary>Begins with a deployment of a model.</summary>
    /// <param name="model">The model's id.</param>
    /// <returns>How many there were before.</returns>
    public int Begin(string model)
    {
        _model = model;
        return Count;
    }

    public void Add(string constraint, string reason) => (_found ??= []).Add(new Exclusion(_model, constraint, reason));

    /// <summary>Forgets all that was found since: another deployment of the model is in.</summary>
    /// <param name="count">How many to keep.</param>
    public void Forget(int count) => _found?.RemoveRange(count, _found.Count - count);

    public ImmutableArray<Exclusion> WithoutModels(HashSet<string> kept) =>
        _found is null ? [] : [.. _found.Where(e => !kept.Contains(e.Model)).DistinctBy(e => (e.Model, e.Constraint))];

    public ImmutableArray<Exclusion> All() => _found is null ? [] : [.. _found.DistinctBy(e => (e.Model, e.Constraint))];
}
