using System.Buffers;
using System.Text.Json;
using Baton.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Anthropic.Inbound;

/// <summary>
/// A Messages request as its bytes and what one pass found in them, in the manner of <see cref="RawChatRequest"/>: it stands
/// for a call only while the messages are its own lazy list and the options say what it says.
/// </summary>
internal sealed class RawMessagesRequest : IRawPrompt, IHeldBody
{
    /// <summary>About what the API counts for a picture of the largest size that it does not shrink.</summary>
    private const int TokensOfImage = 1_600;

    /// <summary>A page of a document costs its picture and its text; how many there are is not known without reading it.</summary>
    private const int TokensOfDocument = 3_000;

    private readonly bool _pooled;
    private byte[] _buffer;
    private int _uses = 1;

    private RawMessagesRequest(byte[] buffer, int length, bool pooled)
    {
        _buffer = buffer;
        _pooled = pooled;
        Length = length;
        Facts = MessagesScanner.Scan(buffer.AsSpan(0, length));
        Messages = new RawDialogue(this);
        Model = BodyScan.Element(Span(Facts.Model)).GetString()!;
    }

    /// <summary>The body's length in bytes.</summary>
    public int Length { get; }

    /// <summary>What one pass found.</summary>
    public MessagesFacts Facts { get; }

    /// <summary>The messages, the system prompt as the first of them; parsed when somebody looks.</summary>
    public RawDialogue Messages { get; }

    /// <summary>The model's name as the request says it.</summary>
    public string Model { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, Length);

    /// <summary>What the options said when they were filled in from these bytes.</summary>
    internal MessagesOptions.Baseline Said { get; set; }

    /// <summary>
    /// Whether another vendor's model had thoughts or made calls in it. A server of this API refuses both; they are taken
    /// out and renamed on the typed path.
    /// </summary>
    public bool HasForeignTurns => Facts.HasForeignThoughts || Facts.HasForeignCalls;

    /// <summary>Whether the bytes may go to a server of this API as they are.</summary>
    public bool MayGoRaw => Facts.MaxTokens is not null && !HasForeignTurns;

    public ReadOnlySpan<byte> LastUserText => Span(Facts.LastUserText);

    public ReadOnlySpan<byte> LastUserTextEnd => Span(Facts.LastUserTextEnd);

    public int? MaxOutputTokens => Facts.MaxTokens;

    public bool HasTools => !Facts.Tools.IsEmpty;

    public bool WantsSchema => !Facts.OutputFormat.IsEmpty
        || (!Facts.OutputConfig.IsEmpty && Span(Facts.OutputConfig).IndexOf("json_schema"u8) >= 0);

    public bool HasImages => Facts.Images > 0;

    /// <summary>Tokens sent, by the usual four bytes a token and four tokens a message.</summary>
    public int EstimatedInputTokens =>
        (Facts.TextBytes + Facts.Tools.Length) / 4 + Facts.MessageCount * 4 + Facts.Images * TokensOfImage + Facts.Documents * TokensOfDocument;

    /// <summary>Takes a body over.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="length">How many of them are the body.</param>
    /// <param name="pooled">Whether they come from the shared pool, and go back there on <see cref="Release"/>.</param>
    /// <returns>The request; where it fails, the buffer stays the caller's.</returns>
    /// <exception cref="BatonException">The body is no Messages request.</exception>
    public static RawMessagesRequest Parse(byte[] buffer, int length, bool pooled = false)
    {
        var request = new RawMessagesRequest(buffer, length, pooled);
        if (!request.Facts.HasNulls)
        {
            return request;
        }

        // An absent optional is omitted upstream, never sent as null (WIRE 34).
        var without = RequestRewriter.WithoutNulls(request.Body);
        request.Release();
        return new RawMessagesRequest(without, without.Length, pooled: false);
    }

    /// <summary>For <see cref="ChatOptions.RawRepresentationFactory"/>: hands these bytes to a client that can take them.</summary>
    public object Represent(IChatClient client) => this;

    /// <inheritdoc/>
    public void Hold() => Interlocked.Increment(ref _uses);

    /// <inheritdoc/>
    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0 && _pooled)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>A stretch of the body.</summary>
    public ReadOnlySpan<byte> Span(ByteRange range) => _buffer.AsSpan(range.Start, range.Length);

    /// <summary>A stretch of the body as an element that outlives it.</summary>
    public JsonElement Element(ByteRange range) => BodyScan.Element(Span(range));

    /// <summary>Whether a call still is what these bytes say.</summary>
    public bool Describes(IEnumerable<ChatMessage> messages, ChatOptions options) =>
        ReferenceEquals(messages, Messages) && MessagesOptions.Unchanged(this, options);

    /// <summary>The body for an upstream, the model's name apart as it came.</summary>
    /// <param name="model">The model's name there as a JSON string, quotes included.</param>
    /// <returns>The content; it holds a use of the buffer until it is disposed and written.</returns>
    public HttpContent ContentFor(byte[] model) => new SplicedContent(this, [new ByteEdit(Facts.Model, model)]);
}
