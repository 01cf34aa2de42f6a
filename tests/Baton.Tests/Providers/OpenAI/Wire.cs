using System.Text;
using System.Text.Json;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.Streaming;

namespace Baton.Tests.Providers.OpenAI;

/// <summary>Short ways to say what the wire carries.</summary>
internal static class Wire
{
    public static Deployment Deployment(string model = "m", string kind = "openai", string baseUrl = "http://127.0.0.1:1/v1")
    {
        var options = new BatonOptions
        {
            Providers = [new ProviderOptions { Name = "p", Kind = kind, BaseUrl = new Uri(baseUrl) }],
            Models = [new ModelOptions { Card = new ModelCard { Id = model }, Deployments = [new DeploymentOptions { Provider = "p", Model = "upstream-" + model }] }],
        };
        return Catalog.Build(options).Models[0].Deployments[0];
    }

    public static RawChatRequest Request(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return RawChatRequest.Parse(bytes, bytes.Length);
    }

    /// <summary>A chunk of choice 0.</summary>
    public static string Chunk(string delta, string? finish = null, string id = "c1", long created = 7, string model = "u") =>
        $$"""{"id":"{{id}}","object":"chat.completion.chunk","created":{{created}},"model":"{{model}}","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}]}""";

    public static string Sse(params string[] events) => string.Concat(events.Select(e => $"data: {e}\n\n"));

    /// <summary>Feeds a stream in pieces of the given sizes and returns the events that come out, the made-up ones too.</summary>
    public static List<JsonElement> Run(string sse, Func<int>? pieceSize = null) => Parse(RunBytes(sse, pieceSize));

    public static string RunBytes(string sse, Func<int>? pieceSize = null)
    {
        var output = new StringBuilder();
        var assembler = new FrameAssembler(Deployment(), new StreamState(() => 99));
        var bytes = Encoding.UTF8.GetBytes(sse);
        var block = new byte[bytes.Length];
        int start = 0, end = 0;
        while (end < bytes.Length && !assembler.Done)
        {
            var size = Math.Min(pieceSize?.Invoke() ?? bytes.Length, bytes.Length - end);
            bytes.AsSpan(end, size).CopyTo(block.AsSpan(end));
            end += size;
            Append(assembler.Take(block.AsMemory(start, end - start), out var consumed));
            start += consumed;
            if (assembler.Failure is not null)
            {
                throw assembler.Failure;
            }
        }

        Append(assembler.Complete());
        Append(assembler.UsageChunk(estimatedInput: 11));
        return output.ToString();

        void Append(RawFrames? frames) => output.Append(frames is null ? "" : Encoding.UTF8.GetString(frames.Bytes.Span));
    }

    public static List<JsonElement> Parse(string sse) =>
        [.. sse.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => JsonElement.Parse(e["data: ".Length..]))];

    public static JsonElement Delta(this JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    public static string? Finish(this JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("finish_reason").GetString();
}
