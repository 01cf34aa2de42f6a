using Baton.Balancing;
using Baton.Models;
using Baton.Providers;
using Microsoft.Extensions.AI;

namespace Baton.Roles;

/// <summary>
/// Asks a model one tiny question before it plays: what its card and its port say is no proof that it answers. A model that
/// answered somebody within the last half minute is not asked again, so that swapping to and fro costs nothing.
/// </summary>
internal sealed class HealthPrompt(ProviderClients clients, TimeProvider time)
{
    /// <summary>How long one answer vouches for a deployment.</summary>
    internal static readonly TimeSpan Lately = TimeSpan.FromSeconds(30);

    /// <summary>How long the model may take, once it is loaded.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private const int MostTokens = 16; // Some vendors refuse to be asked for fewer.

    /// <summary>Asks every deployment at once, until one answers: one is enough to play.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">The end of the program.</param>
    /// <returns>What is odd about the answer; <c>null</c>: nothing.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.SwapFailed"/>: none answered.</exception>
    public async Task<SwapWarning?> AskAsync(Model model, CancellationToken cancellationToken)
    {
        if (model.Deployments.All(d => d.Options.Embeddings) || (model.Card.Capabilities is { Count: 1 } only && only[0] == Capabilities.Embeddings))
        {
            return null; // It does not chat.
        }

        if (model.Deployments.Any(IsKnownWell))
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var failures = new List<string>();
        await foreach (var asked in Task.WhenEach(model.Deployments.Select(d => AskAsync(d, either.Token))).ConfigureAwait(false))
        {
            var (answered, problem) = await asked.ConfigureAwait(false);
            if (answered)
            {
                await either.CancelAsync().ConfigureAwait(false);
                return problem is null ? null : new SwapWarning("health_prompt_refused", problem);
            }

            failures.Add(problem!);
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new BatonException(ErrorCodes.SwapFailed, $"'{model.Id}' did not answer the health prompt: {string.Join(' ', failures)}");
    }

    private bool IsKnownWell(Deployment deployment)
    {
        var state = DeploymentState.Of(deployment);
        return state is { LastCode: null, LastWorked: > 0, Circuit: CircuitPhase.Closed } && time.GetElapsedTime(state.LastWorked) < Lately;
    }

    private async Task<(bool Answered, string? Problem)> AskAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ChatOptions { MaxOutputTokens = MostTokens };
            await clients.For(deployment)
                .GetResponseAsync([new ChatMessage(ChatRole.User, "Reply with the word OK.")], options, cancellationToken)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return (true, null);
        }
        catch (UpstreamException e) when (e.CallersFault)
        {
            return (true, $"{deployment.Id} is there, and refused the health prompt: {e.Message}"); // It takes requests, if not this one.
        }
        catch (OperationCanceledException)
        {
            return (false, $"{deployment.Id} gave no answer within {Deadline.TotalSeconds:0} s.");
        }
        catch (BatonException e)
        {
            return (false, e.Message);
        }
    }
}
