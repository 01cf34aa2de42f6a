using Baton.Providers.Anthropic;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.Anthropic;

/// <summary>Ids of an answer's tool calls in the form of the wire (WIRE 22); one that the upstream did not number gets one.</summary>
internal sealed class CallIds
{
    private readonly ToolCallIds _ids = new();

    public string For(FunctionCallContent call) => _ids.ForCall(call.CallId.Length > 0 ? call.CallId : $"toolu_{Guid.NewGuid():N}");
}
