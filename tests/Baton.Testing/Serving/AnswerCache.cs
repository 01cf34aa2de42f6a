using System.Collections.Concurrent;

namespace Baton.Testing;

/// <summary>Answers of models that their name alone describes, in bytes, so that a benchmark does not measure the fake.</summary>
internal sealed class AnswerCache
{
    private const int Capacity = 1000;
    private readonly ConcurrentDictionary<(Wire, RequestScan), Answer> _answers = new();

    public Answer For(Wire wire, Reply reply, in RequestScan request)
    {
        if (_answers.TryGetValue((wire, request), out var answer))
            return answer;
        answer = wire.Answer(reply, request);
        if (_answers.Count < Capacity)
            _answers[(wire, request)] = answer;
        return answer;
    }
}
