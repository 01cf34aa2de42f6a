using Baton.Attempts;
using Baton.Budgets;
using Baton.Models;
using Baton.Providers;
using Baton.Routing;

namespace Baton;

public sealed partial class Orchestra
{
    /// <summary>Serves a request that is no chat (embeddings, sound, images) by forwarding it: the same names, choice, failover and record.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Who asks, and the record to fill in; only what is about the caller is looked at. <c>null</c>: nobody in particular.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="BatonException">No candidate answered, or none serves such requests.</exception>
    public async Task<ForwardedAnswer> ForwardAsync(ForwardedRequest request, BatonChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        options ??= new BatonChatOptions();
        options.ModelId = request.Target;
        using var watch = new RequestWatch(RecordOf(options), streamed: false, _time, _observers);
        try
        {
            var run = PrepareForward(request, options, watch);
            var answer = await _loop.RunAsync(run, (this, request), ForwardAsync, AnsweredForward, cancellationToken).ConfigureAwait(false);
            watch.Settle(answer.Usage ?? new TokenUsage(request.InputTokens, Estimated: true));
            return answer;
        }
        catch (Exception e)
        {
            watch.Failed(e);
            throw;
        }
    }

    private static async ValueTask<ForwardedAnswer> ForwardAsync((Orchestra Self, ForwardedRequest Request) state, Attempt attempt)
    {
        var (self, request) = state;
        var forwards = self._clients.ForwarderOf(attempt.Deployment, request.Path)!;
        var answer = await forwards.ForwardAsync(attempt.Deployment, request, attempt.Clock.Token).ConfigureAwait(false);
        return request.Check?.Invoke(attempt.Deployment, answer) ?? answer;
    }

    private static void AnsweredForward(Attempt attempt, ForwardedAnswer answer) => attempt.Worked(answer.Usage?.Output ?? 0);

    private Run PrepareForward(ForwardedRequest request, BatonChatOptions options, RequestWatch watch)
    {
        EquatableArray<string> requires = request.Requires is { } capability ? [capability] : [];
        var task = new TaskAnalysis(TaskType.General, 0, requires, request.InputTokens, 0);
        var player = EnterRole(options, watch.Record);
        var allowance = watch.Allowance = AllowanceOf(options, watch.Record.Role);
        var (state, spent) = allowance?.Look() ?? default;
        watch.Expected = (request.InputTokens, 0);
        var route = _router.Choose(
            new RouteRequest(request.Target, task)
            {
                Facts = new RuleFacts(User: options.User, Tenant: options.Tenant, Role: player?.Role, Tags: options.Tags, BudgetSpent: spent),
                Player = player,
                Cheaper = state >= BudgetState.Cheaper,
                LocalOnly = state == BudgetState.LocalOnly,
            },
            _catalog.Current);
        Spending.Demand(allowance, state, route, request.Target);
        route = Choices.ThatMay(route, options);
        if (route.Candidates.IsEmpty)
        {
            throw Choices.NoCandidate(route);
        }

        var able = route.Candidates.RemoveAll(c => _clients.ForwarderOf(c.Deployment, request.Path) is null);
        if (able.IsEmpty)
        {
            throw new BatonException(
                ErrorCodes.InvalidRequest, $"{route.Candidates[0].Deployment.Id} does not serve /v1/{request.Path}: ask a model whose provider does.")
            { Param = "model" };
        }

        return RunOf(able, route, options, task, watch, allowance is null ? null : Spending.SizeOf(request));
    }
}
