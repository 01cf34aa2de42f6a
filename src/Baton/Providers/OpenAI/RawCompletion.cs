using System.Text.Json;
using Baton.Models;
using Baton.Providers.Http;
using Baton.Providers.OpenAI.Streaming;
using Microsoft.Extensions.AI;

namespace Baton.Providers.OpenAI;

/// <summary>A whole answer as its bytes, mended where it breaks one of WIRE 9–35.</summary>
/// <param name="Bytes">The answer, ready to be sent on as it is.</param>
internal sealed record RawCompletion(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Looks at an upstream's answer.</summary>
    /// <param name="deployment">Who answered.</param>
    /// <param name="body">What it answered with status 200.</param>
    /// <param name="estimatedInput">Counts the tokens sent, for an upstream that does not.</param>
    /// <param name="now">Unix time, for an answer without one.</param>
    /// <returns>The answer; its messages are parsed when somebody looks, its raw form is the <see cref="RawCompletion"/>.</returns>
    /// <exception cref="UpstreamException">An error inside a 200, or no answer at all.</exception>
    public static ChatResponse Read(Deployment deployment, ReadOnlyMemory<byte> body, Func<long> estimatedInput, Func<long> now)
    {
        CompletionFacts facts;
        try
        {
            facts = CompletionScanner.Scan(body.Span);
        }
        catch (JsonException e)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} answered with something that is not JSON.", e);
        }

        if (facts.HasError)
        {
            throw UpstreamErrors.FromErrorInside(deployment, body);
        }

        if (facts.Choices <= 0)
        {
            throw new UpstreamException(ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} answered without a choice.");
        }

        var usage = facts.Usage ?? Usages.Estimate(estimatedInput(), facts.TextBytes);
        if (facts.Broken || facts.Usage is null)
        {
            body = CompletionMender.Mend(body.Span, usage, now);
            facts = CompletionScanner.Scan(body.Span);
        }

        var raw = new RawCompletion(body);
        return new ChatResponse(new LazyAnswer(body))
        {
            ResponseId = facts.Id,
            ModelId = facts.Model,
            CreatedAt = facts.Created is { } created ? DateTimeOffset.FromUnixTimeSeconds(created) : null,
            FinishReason = FinishReasons.ToFinishReason(facts.Finish),
            Usage = usage,
            RawRepresentation = raw,
        };
    }

    /// <summary>Whether a response still is what these bytes say.</summary>
    public bool Describes(ChatResponse response) =>
        response.Messages is LazyAnswer { Changed: false } answer && answer.Bytes.Equals(Bytes);
}
