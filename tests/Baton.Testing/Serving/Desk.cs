using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Baton.Testing;

/// <summary>Receives a request, finds who answers it, keeps a record.</summary>
internal sealed class Desk(FakeUpstreamOptions options, ScriptBook scripts, RequestLog log)
{
    private readonly Wire _openAI = new OpenAIWire();
    private readonly Wire _completions = new CompletionsWire();
    private readonly Wire _anthropic = new AnthropicWire();
    private readonly Wire _ollamaChat = new OllamaWire(generate: false);
    private readonly Wire _ollamaGenerate = new OllamaWire(generate: true);
    private readonly AnswerCache _cache = new();
    private readonly Player _player = new(options.Time);
    private readonly SideDoors _sideDoors = new(options, scripts, log);

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path.StartsWith("/fake/", StringComparison.Ordinal))
        {
            await SideDoors.WriteAsync(context, 200, _sideDoors.Inspect(context));
            return;
        }

        var body = await ReadAsync(context);
        var scan = body.IsEmpty ? new RequestScan { IsJson = true } : RequestScan.Read(body);
        var order = log.Began(scan.Model);
        var record = options.Keep > 0 || !scripts.IsEmpty || WireOf(path) is null || WireOf(path) == _ollamaGenerate ? Record(context, path, scan, order, body.ToArray()) : null;
        var length = body.Length;
        context.Request.BodyReader.AdvanceTo(body.End);

        if (record is not null && options.Keep > 0)
            log.Keep(record);
        using var watch = record is null ? default : context.RequestAborted.UnsafeRegister(MarkAborted, (record, log));
        try
        {
            await AnswerAsync(context, path, scan, length, record);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            record?.MarkAborted();
            context.Abort();
        }
        finally
        {
            record?.MarkEnded();
            log.Ended();
        }
    }

    private Task AnswerAsync(HttpContext context, string path, in RequestScan scan, long length, ReceivedRequest? record)
    {
        var wire = WireOf(path);
        if (!IsAuthorised(context.Request))
            return Fail(context, wire ?? _openAI, 401, null, record);
        if (wire is null && scan.Model is not null && context.Request.Method == "POST" && scripts.For(scan.Model, record) is { Reply: { Status: >= 400 } failure })
            return _player.PlayAsync(context, _openAI.Answer(failure, scan), failure, record);
        if (wire is null)
            return _sideDoors.AnswerAsync(context, path, scan, record, scan.Model is null || scripts.Knows(scan.Model));
        if (!scan.IsJson)
            return Fail(context, wire, 400, new("The body is not JSON."), record);
        if (scan.Model is null)
            return Fail(context, wire, 400, new("The model is missing."), record);
        if (scripts.For(scan.Model, record) is not { } found)
            return Fail(context, wire, 404, new($"The model '{scan.Model}' does not exist."), record);

        var (reply, isScripted) = found;
        if (reply.Status < 400 && (wire == _ollamaChat || wire == _ollamaGenerate))
        {
            if (wire == _ollamaGenerate && _sideDoors.Shelf.Answer(scan.Model, record!.Body.Span) is { } done)
                return SideDoors.WriteAsync(context, 200, done);
            _sideDoors.Shelf.Used(scan.Model);
        }

        var tokens = (int)(length / 4);
        if (reply.ContextWindow is { } window && tokens > window)
            return Fail(context, wire, 400, Usual.Overflow(tokens, window), record);
        var answer = isScripted ? wire.Answer(reply, scan) : _cache.For(wire, reply, scan);
        return _player.PlayAsync(context, answer, reply, record);
    }

    private Task Fail(HttpContext context, Wire wire, int status, FakeError? error, ReceivedRequest? record) =>
        _player.PlayAsync(context, wire.Failure(status, error), Reply.Healthy, record);

    private Wire? WireOf(string path) => path switch
    {
        "/v1/chat/completions" or "/chat/completions" => _openAI,
        "/v1/completions" or "/completions" => _completions,
        "/v1/messages" => _anthropic,
        "/api/chat" => _ollamaChat,
        "/api/generate" => _ollamaGenerate,
        _ => null,
    };

    private bool IsAuthorised(HttpRequest request) =>
        options.ApiKey is not { } key
        || request.Headers.Authorization == $"Bearer {key}"
        || request.Headers["x-api-key"] == key
        || request.Headers["api-key"] == key;

    private static async ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
                return read.Buffer;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private ReceivedRequest Record(HttpContext context, string path, in RequestScan scan, long order, byte[] body) => new()
    {
        Order = order,
        At = options.Time.GetUtcNow(),
        Method = context.Request.Method,
        Path = path,
        Query = context.Request.QueryString.Value ?? "",
        Connection = context.Connection.Id,
        Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        Body = body,
        Model = scan.Model,
        Stream = scan.Streamed ?? false,
    };

    private static void MarkAborted(object? state)
    {
        var (record, log) = ((ReceivedRequest, RequestLog))state!;
        if (record.Ended.IsCompleted)
            return;
        record.MarkAborted();
        log.Signal();
    }
}
