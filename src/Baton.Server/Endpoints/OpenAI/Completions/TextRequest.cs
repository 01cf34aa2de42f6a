using System.Buffers;
using System.Text.Json;
using Baton.Providers.OpenAI;
using Baton.Providers.OpenAI.TextCompletions;

namespace Baton.Server.Endpoints.OpenAI.Completions;

/// <summary>A request of the older completions, taken apart: every prompt, as often as choices are wanted, is asked by itself.</summary>
internal sealed class TextRequest
{
    /// <summary>The most answers that one request may ask for.</summary>
    private const int MostAnswers = 256;

    private TextRequest(WireObject body)
    {
        Body = body;
        Choices = body.Count("n") ?? 1;
        Stream = body.Flag("stream", false);
        Echo = body.Flag("echo", false);
        User = body.Text("user");
        UsageWanted = body.Object("stream_options")?.Flag("include_usage", false) ?? false;
        Prompts = ReadPrompts(body);
        if ((long)Prompts.Count * Choices > MostAnswers)
        {
            throw ChatRequestScanner.Invalid(
                $"The prompts and 'n' ask for {(long)Prompts.Count * Choices} answers, and one request may ask for {MostAnswers}.", "prompt");
        }
    }

    public WireObject Body { get; }

    /// <summary>The prompts, each a text or an array of tokens.</summary>
    public IReadOnlyList<JsonElement> Prompts { get; }

    /// <summary>Answers wanted for each prompt.</summary>
    public int Choices { get; }

    public int Answers => Prompts.Count * Choices;

    public bool Stream { get; }

    /// <summary>Whether the prompt stands before its answer.</summary>
    public bool Echo { get; }

    public bool UsageWanted { get; }

    public string? User { get; }

    /// <summary>Fields that a chat leaves out: the answer is the same kind of answer without them.</summary>
    public IEnumerable<string> LeftOutByChat
    {
        get
        {
            if (Body["logprobs"] is not null)
            {
                yield return "logprobs";
            }

            if (Body.Count("best_of") > 1)
            {
                yield return "best_of";
            }
        }
    }

    /// <summary>Reads a request.</summary>
    /// <exception cref="BatonException">It is malformed; <c>Param</c> names the field.</exception>
    public static TextRequest Read(ReadOnlySpan<byte> json) => new(WireObject.Read(json));

    /// <summary>The prompt of one of the answers, where it is a text.</summary>
    public string? PromptText(int answer) => Prompts[answer / Choices] is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The request for one of the answers.</summary>
    /// <exception cref="BatonException">A field is of a wrong type.</exception>
    public RawTextRequest Ask(int answer)
    {
        var prompt = Prompts[answer / Choices];
        var chat = Chat(PromptText(answer) ?? "");
        return new RawTextRequest(Body.Json, prompt, RawChatRequest.Parse(chat, chat.Length), Unsayable(prompt));
    }

    /// <summary>What no chat can say: tokens, what comes after the gap, how likely the prompt's own tokens are.</summary>
    private string? Unsayable(JsonElement prompt) =>
        prompt.ValueKind != JsonValueKind.String ? "prompt"
        : Body["suffix"] is not null ? "suffix"
        : Echo && Body["logprobs"] is not null ? "echo"
        : null;

    private byte[] Chat(string prompt)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            writer.WriteStartObject();
            foreach (var field in Body.Json.EnumerateObject())
            {
                if (field.Name is not ("prompt" or "suffix" or "echo" or "logprobs" or "best_of" or "n" or "messages"))
                {
                    field.WriteTo(writer);
                }
            }

            writer.WriteStartArray("messages");
            writer.WriteStartObject();
            writer.WriteString("role", "user");
            writer.WriteString("content", prompt);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static List<JsonElement> ReadPrompts(WireObject body)
    {
        switch (body["prompt"])
        {
            case null:
                throw ChatRequestScanner.Invalid("'prompt' is missing.", "prompt");
            case { ValueKind: JsonValueKind.String } text:
                return [text];
            case { ValueKind: JsonValueKind.Array } array when array.GetArrayLength() > 0:
                var items = array.EnumerateArray().ToList();
                if (IsTokens(array))
                {
                    return [array];
                }

                if (items.TrueForAll(item => item.ValueKind == JsonValueKind.String || IsTokens(item)))
                {
                    return items;
                }

                break;
            default:
                break;
        }

        throw ChatRequestScanner.Wrong("prompt", "a string, an array of strings, an array of tokens or an array of such arrays");
    }

    private static bool IsTokens(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
        && value.EnumerateArray().All(token => token.ValueKind == JsonValueKind.Number && token.TryGetInt32(out _));
}
