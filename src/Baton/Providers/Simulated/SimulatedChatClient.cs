using System.Runtime.CompilerServices;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers.Simulated;

/// <summary>One simulated model.</summary>
internal sealed class SimulatedChatClient(Deployment deployment, TimeProvider time) : IChatClient
{
    private readonly SimulateOptions _options = deployment.Options.Simulate ?? new SimulateOptions();

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var pace = new Pace(_options, time);
        var answer = await StartAsync(messages, options ?? new ChatOptions(), pace, cancellationToken).ConfigureAwait(false);
        await pace.UntilAsync((int)answer.Usage.OutputTokenCount!.Value, cancellationToken).ConfigureAwait(false);
        var response = Updates(answer).ToChatResponse();
        (response.AdditionalProperties ??= [])[SimulatedProvider.Label] = true;
        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pace = new Pace(_options, time);
        var answer = await StartAsync(messages, options ?? new ChatOptions(), pace, cancellationToken).ConfigureAwait(false);
        var said = 0;
        foreach (var update in Updates(answer))
        {
            await pace.UntilAsync(said++, cancellationToken).ConfigureAwait(false);
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("simulated", null, deployment.UpstreamModel)
        : serviceType == typeof(Deployment) ? deployment
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Nothing is held.
    }

    /// <summary>Waits as long as the first token takes, and fails if this request is one that does.</summary>
    private async ValueTask<SimulatedAnswer> StartAsync(
        IEnumerable<ChatMessage> messages, ChatOptions options, Pace pace, CancellationToken cancellationToken)
    {
        var record = (options as IRecordedOptions)?.Record;
        foreach (var (name, value) in options.AdditionalProperties ?? [])
        {
            AdditionalOptions.RefuseOrDrop(deployment, name, value, record);
        }

        var request = SimulatedRequest.Read(deployment, messages, options);
        var answer = SimulatedAnswer.Make(deployment, request, options);
        await pace.UntilAsync(0, cancellationToken).ConfigureAwait(false);

        // By the deployment, not by the model: where one fails another may answer the same request.
        return request.Chance.Share($"failure {deployment.Id}") < _options.FailureRate
            ? throw new UpstreamException(ErrorCodes.UpstreamError, $"{deployment.Id} answered 500: a simulated failure (failure_rate).") { Status = 500 }
            : answer;
    }

    private IEnumerable<ChatResponseUpdate> Updates(SimulatedAnswer answer)
    {
        foreach (var token in answer.Reasoning)
        {
            yield return Update(answer, new TextReasoningContent(token));
        }

        foreach (var token in answer.Text)
        {
            yield return Update(answer, new TextContent(token));
        }

        foreach (var call in answer.Calls)
        {
            yield return Update(answer, call);
        }

        var last = Update(answer, new UsageContent(answer.Usage));
        last.FinishReason = answer.Finish;
        yield return last;
    }

    private ChatResponseUpdate Update(SimulatedAnswer answer, AIContent content) => new(ChatRole.Assistant, [content])
    {
        ResponseId = answer.Id,
        MessageId = answer.Id,
        ModelId = deployment.UpstreamModel,
        CreatedAt = time.GetUtcNow(),
        AdditionalProperties = new AdditionalPropertiesDictionary { [SimulatedProvider.Label] = true },
    };
}
