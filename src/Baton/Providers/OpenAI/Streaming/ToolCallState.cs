using System.Text;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>One tool call of a stream, as it has been sent on so far.</summary>
/// <param name="choice">The choice it belongs to.</param>
/// <param name="index">Its index as sent on: dense from 0 within the choice.</param>
/// <param name="upstreamIndex">The index that the upstream gives it, if it gives any.</param>
/// <param name="id">Its id.</param>
internal sealed class ToolCallState(int choice, int index, int? upstreamIndex, string id)
{
    public int Choice => choice;

    public int Index => index;

    public int? UpstreamIndex => upstreamIndex;

    public string Id => id;

    /// <summary>The function's name; empty until it came.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether its first piece was sent on; it waits for the name (WIRE 18, 21).</summary>
    public bool Announced { get; set; }

    /// <summary>The pieces of its arguments so far.</summary>
    public StringBuilder Arguments { get; } = new();
}
