using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>A key of a record's part, written beside the record's own keys: a deployment's, in a model's short form.</summary>
/// <param name="inner">The part's key.</param>
/// <param name="get">Gets the part.</param>
/// <param name="set">Puts it back.</param>
internal sealed class LiftedKey<TOwner, TPart>(Key<TPart> inner, Func<TOwner, TPart> get, Func<TOwner, TPart, TOwner> set)
    : Key<TOwner>(inner.Name, inner.Description)
{
    public override TOwner Apply(TOwner owner, Place place) => set(owner, inner.Apply(get(owner), place));

    protected override JsonObject ValueSchema(SchemaDefinitions definitions) => inner.Schema(definitions);

    /// <summary>Lifts a key with all that it says of itself, apart from being required.</summary>
    public static Key<TOwner> Of(Key<TPart> inner, Func<TOwner, TPart> get, Func<TOwner, TPart, TOwner> set)
    {
        Key<TOwner> lifted = new LiftedKey<TOwner, TPart>(inner, get, set);
        lifted = inner.DefaultText is { } text ? lifted.Default(text) : lifted;
        lifted = inner.IsNotYet ? lifted.NotYet() : lifted;
        return lifted.OnlyFor(inner.Only);
    }
}
