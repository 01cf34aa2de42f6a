namespace Baton.Models.Configuration.Binding;

/// <summary>Makes the keys of a section, so that the declarations read as a table.</summary>
/// <typeparam name="TOwner">The record that the keys set something on.</typeparam>
internal static class KeyOf<TOwner>
{
    /// <summary>A key with a value.</summary>
    public static Key<TOwner> Value<T>(string name, Shape<T> shape, Func<TOwner, T, TOwner> set, string description) =>
        new ValueKey<TOwner, T>(name, description, shape, set);

    /// <summary>A key whose value is a mapping of further keys of the same record.</summary>
    public static Key<TOwner> Group(string name, string description, params IEnumerable<Key<TOwner>> keys) =>
        new GroupKey<TOwner>(name, description, new Section<TOwner>(name, _ => throw new NotSupportedException(), keys));

    /// <summary>Keys of a part of the record, written beside its own.</summary>
    public static IEnumerable<Key<TOwner>> Lift<TPart>(
        IEnumerable<Key<TPart>> keys, Func<TOwner, TPart> get, Func<TOwner, TPart, TOwner> set) =>
        keys.Select(k => LiftedKey<TOwner, TPart>.Of(k, get, set));
}
