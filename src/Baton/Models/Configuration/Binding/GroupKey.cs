using System.Text.Json.Nodes;

namespace Baton.Models.Configuration.Binding;

/// <summary>A key whose value is a mapping that sets more of the same record: <c>queue: { limit, timeout }</c>.</summary>
/// <param name="name">How it is written.</param>
/// <param name="description">What it means.</param>
/// <param name="section">The keys inside.</param>
internal sealed class GroupKey<TOwner>(string name, string description, Section<TOwner> section) : Key<TOwner>(name, description)
{
    public override TOwner Apply(TOwner owner, Place place) => section.Fill(owner, place);

    protected override JsonObject ValueSchema(SchemaDefinitions definitions) => section.Schema(definitions);
}
