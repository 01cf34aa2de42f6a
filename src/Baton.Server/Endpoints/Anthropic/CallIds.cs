using Baton.Providers.Anthropic;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>Ids of an answer's tool calls in the form of the wire (WIRE 22); one that the upstream did not number gets one.</summary>
internal sealed class CallIds
{
    private readonly ToolCallIds _ids = new();

    public string For(string id) => _ids.ForCall(id.Length > 0 ? id : $"toolu_{Guid.NewGuid():N}");
}
