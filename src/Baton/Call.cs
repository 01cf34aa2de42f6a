using Baton.Attempts;
using Baton.Routing;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>One chat request on its way through the orchestra.</summary>
/// <param name="Messages">The messages, the role's system prompt before them.</param>
/// <param name="Options">The options.</param>
/// <param name="Task">What it asks for.</param>
/// <param name="Run">What the attempt loop sees of it.</param>
internal sealed record Call(IEnumerable<ChatMessage> Messages, ChatOptions Options, TaskAnalysis Task, Run Run);
