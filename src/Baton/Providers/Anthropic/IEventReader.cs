using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic;

/// <summary>Reads a stream's events, one after another.</summary>
internal interface IEventReader
{
    /// <summary>Whether the end was announced: without that, a stream that ends was cut.</summary>
    bool Done { get; }

    /// <summary>Reads an event's data.</summary>
    /// <param name="data">One JSON object.</param>
    /// <returns>What there is to deliver of it; <c>null</c> where there is nothing.</returns>
    /// <exception cref="UpstreamException">An error event, or data that are no JSON object.</exception>
    ChatResponseUpdate? Read(ReadOnlySpan<byte> data);
}
