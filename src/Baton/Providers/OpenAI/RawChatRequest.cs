using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>
/// A chat request as its bytes and what one pass found in them (DESIGN, decision 1). Immutable. It stands for a call
/// only while the messages are its own lazy list and the options say what it says: see <see cref="Describes"/>.
/// </summary>
/// <remarks>
/// The bytes may lie in a pooled buffer. The owner holds one use of it, every upstream write in flight another; it goes
/// back to the pool when the last is given up, because a write may outlast the call that started it.
/// </remarks>
internal sealed class RawChatRequest : IRawPrompt, IHeldBody
{
    private readonly bool _pooled;
    private byte[] _buffer;
    private int _uses = 1;

    private RawChatRequest(byte[] buffer, int length, bool pooled)
    {
        _buffer = buffer;
        _pooled = pooled;
        Length = length;
        Facts = ChatRequestScanner.Scan(buffer.AsSpan(0, length));
        Messages = new RawMessages(this);
    }

    /// <summary>The body's length in bytes.</summary>
    public int Length { get; }

    /// <summary>What one pass found.</summary>
    public ChatRequestFacts Facts { get; }

    /// <summary>The messages, parsed when somebody looks.</summary>
    public RawMessages Messages { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, Length);

    /// <summary>The model's name as the request says it.</summary>
    public string Model => _model ??= Text(Facts.Model);

    private string? _model;

    /// <summary>What the options said when they were filled in from these bytes.</summary>
    internal RawChatOptions.Baseline Said { get; set; }

    /// <summary>For <see cref="ChatOptions.RawRepresentationFactory"/>: hands these bytes to a client that can take them.</summary>
    public object Represent(IChatClient client) => this;

    /// <summary>Takes a body over.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="length">How many of them are the body.</param>
    /// <param name="pooled">Whether they come from the shared pool, and go back there on <see cref="Release"/>.</param>
    /// <returns>The request; where it fails, the buffer stays the caller's.</returns>
    /// <exception cref="BatonException">The body is no chat request.</exception>
    public static RawChatRequest Parse(byte[] buffer, int length, bool pooled = false)
    {
        var request = new RawChatRequest(buffer, length, pooled);
        if (!request.Facts.HasNulls)
        {
            return request;
        }

        // An absent optional is omitted upstream, never sent as null (WIRE 34).
        var without = RequestRewriter.WithoutNulls(request.Body);
        request.Release();
        return new RawChatRequest(without, without.Length, pooled: false);
    }

    /// <summary>Counts another use of the buffer. Only a holder of a use may call it.</summary>
    public void Hold() => Interlocked.Increment(ref _uses);

    /// <summary>Gives up a use; the last one returns the buffer.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0 && _pooled)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>The decoded text of a string value, or the JSON of another.</summary>
    public string Text(ByteRange value)
    {
        var reader = new Utf8JsonReader(Span(value));
        reader.Read();
        return reader.GetString() ?? "";
    }

    /// <summary>A stretch of the body.</summary>
    public ReadOnlySpan<byte> Span(ByteRange range) => _buffer.AsSpan(range.Start, range.Length);

    /// <summary>Whether a call still is what these bytes say.</summary>
    /// <param name="messages">The call's messages.</param>
    /// <param name="options">The call's options.</param>
    /// <returns>Whether nothing was changed on the way.</returns>
    public bool Describes(IEnumerable<ChatMessage> messages, ChatOptions options) =>
        ReferenceEquals(messages, Messages) && RawChatOptions.Unchanged(this, options);

    /// <summary>Whether a call is what these bytes say, but for a bound on the answer where they say none.</summary>
    /// <param name="messages">The call's messages.</param>
    /// <param name="options">The call's options.</param>
    /// <param name="bound">The bound.</param>
    public bool DescribesUnbounded(IEnumerable<ChatMessage> messages, ChatOptions options, out int bound)
    {
        bound = options.MaxOutputTokens ?? 0;
        return bound > 0 && Facts.MaxTokensName.IsEmpty && Facts.MaxCompletionTokensName.IsEmpty
            && ReferenceEquals(messages, Messages) && RawChatOptions.Unchanged(this, options, boundApart: true);
    }

    /// <summary>The tools.</summary>
    /// <exception cref="BatonException">One of them is none.</exception>
    public List<AITool> ReadTools()
    {
        var reader = new Utf8JsonReader(Span(Facts.Tools), new JsonReaderOptions { MaxDepth = 256 });
        return ChatToolReader.Read(JsonElement.ParseValue(ref reader));
    }

    ReadOnlySpan<byte> IRawPrompt.LastUserText => Span(Facts.LastUserText);

    ReadOnlySpan<byte> IRawPrompt.LastUserTextEnd => Span(Facts.LastUserTextEnd);

    int? IRawPrompt.MaxOutputTokens => Facts.MaxOutput;

    bool IRawPrompt.HasTools => !Facts.Tools.IsEmpty;

    bool IRawPrompt.WantsSchema => !Facts.ResponseFormat.IsEmpty && Span(Facts.ResponseFormat).IndexOf("json_schema"u8) >= 0;

    bool IRawPrompt.HasImages => Facts.HasImages;

    /// <summary>Tokens sent, by the usual four bytes a token and four tokens a message.</summary>
    public int EstimatedInputTokens => (Facts.TextBytes + Facts.Tools.Length) / 4 + Facts.MessageCount * 4;
}
