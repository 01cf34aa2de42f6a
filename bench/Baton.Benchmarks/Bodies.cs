using System.Text;
using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Benchmarks;

/// <summary>What travels through the gateway on an ordinary day, as bytes.</summary>
internal static class Bodies
{
    private const string Words =
        "Please explain how the parser of this small language works, and why the tokens of a string keep their place in the text. ";

    public static byte[] Small { get; } = Request("Say hello, in one sentence.", stream: false);

    public static byte[] SmallStreamed { get; } = Request("Say hello, in one sentence.", stream: true);

    public static byte[] Large { get; } = Request(Prompt(32 * 1024), stream: false);

    /// <summary>One chunk in the middle of a stream, as OpenAI sends it.</summary>
    public static byte[] Chunk { get; } = Event("""{"content":" parser"}""", "null");

    public static byte[] FirstChunk { get; } = Event("""{"role":"assistant","content":""}""", "null");

    public static byte[] Completion { get; } = Encoding.UTF8.GetBytes(
        $$$"""
        {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Prompt(1_024)}}}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":220,"total_tokens":232,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}},"system_fingerprint":"fp_1"}
        """);

    /// <summary>Text of that many characters.</summary>
    public static string Prompt(int length) => string.Concat(Enumerable.Repeat(Words, (length / Words.Length) + 1))[..length];

    /// <summary>A catalog of that many models at one upstream of the OpenAI wire.</summary>
    public static Catalog Catalog(int models) => Models.Catalog.Build(Options(models));

    public static BatonOptions Options(int models) => new()
    {
        Providers = [new ProviderOptions { Name = "up", Kind = ProviderKinds.OpenAI, BaseUrl = new Uri("http://127.0.0.1:1/v1") }],
        Models = Enumerable.Range(0, models).Select(Model).ToEquatableArray(),
    };

    private static ModelOptions Model(int number) => new()
    {
        Card = new ModelCard
        {
            Id = $"model-{number}",
            ContextWindow = 128_000,
            Capabilities = [Capabilities.Tools, Capabilities.JsonSchema],
            Quality = 0.4 + (number % 50 / 100.0),
            LatencyMs = 200 + (number * 10),
            TokensPerSecond = 40 + number,
            Price = new TokenPrice(0.1m + (number / 20m), 0.3m + (number / 10m)),
        },
        Deployments = [new DeploymentOptions { Provider = "up", Model = $"m-{number}" }],
    };

    private static byte[] Request(string prompt, bool stream) => Encoding.UTF8.GetBytes(
        $$"""{"model":"model-7","messages":[{"role":"system","content":"You are brief."},{"role":"user","content":"{{prompt}}"}],"temperature":0.2,"max_tokens":200,"stream":{{(stream ? "true" : "false")}}}""");

    private static byte[] Event(string delta, string finish) => Encoding.UTF8.GetBytes(
        $$$"""
        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m-2024-08-06","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{{{delta}}},"logprobs":null,"finish_reason":{{{finish}}}}]}


        """);
}
