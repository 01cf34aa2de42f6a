using System.Globalization;
using System.Text;

namespace Baton.Load;

/// <summary>One kind of load.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Model">The model asked for: what the fake upstream answers stands in its name.</param>
/// <param name="Connections">Requests at once.</param>
/// <param name="Requests">Requests in all, in one round.</param>
/// <param name="PromptBytes">The prompt's length.</param>
/// <param name="Chunks">Chunks of each answer; 0: not streamed. The cost is counted by chunk where there are any.</param>
internal sealed record Scenario(string Name, string Model, int Connections, int Requests, int PromptBytes, int Chunks)
{
    /// <summary>A stream that begins and then says nothing.</summary>
    public const string HeldModel = "fake-chunks-4-hang-after-3";

    public static Scenario[] All { get; } =
    [
        new("a request", "fake", 64, 16_000, 40, 0),
        new("a request of 32 KiB", "fake", 64, 5_000, 32 * 1024, 0),
        // 10 ms apart, so that every chunk comes alone: without a pause the kernel joins them and little is measured.
        new("a chunk", "fake-chunks-100-delay-10ms", 100, 200, 40, 100),
        new("a chunk of 1,000 streams", "fake-chunks-100-delay-50ms", 1_000, 1_000, 40, 100),
    ];

    /// <summary>What the cost is counted by.</summary>
    public int Units => Chunks > 0 ? Requests * Chunks : Requests;

    /// <summary>The request's bytes.</summary>
    public byte[] Request(int port, string prefix)
    {
        const string Words = "Tell me how a parser keeps the place of every token. ";
        var prompt = string.Concat(Enumerable.Repeat(Words, (PromptBytes / Words.Length) + 1))[..PromptBytes];
        var stream = Chunks > 0 ? ",\"stream\":true" : "";
        var body = $$"""{"model":"{{prefix}}{{Model}}","messages":[{"role":"user","content":"{{prompt}}"}],"max_tokens":1000{{stream}}}""";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }
}
