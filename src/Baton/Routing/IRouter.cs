using Baton.Models;

namespace Baton.Routing;

/// <summary>Chooses who may answer, best first. Calls nothing and waits for nothing.</summary>
public interface IRouter
{
    /// <summary>Chooses.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="catalog">What there is.</param>
    /// <returns>The route; without candidates where constraints left none.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.ModelNotFound"/>: the target names nothing known; the message names the nearest.</exception>
    Route Choose(RouteRequest request, Catalog catalog);
}

/// <summary>What a router is asked.</summary>
/// <param name="Target">The model name of the request: <c>auto</c>, <c>auto:cost</c>, <c>role:NAME</c>, a model's id, <c>MODEL@PROVIDER</c>.</param>
/// <param name="Task">What the request asks for.</param>
public sealed record RouteRequest(string Target, TaskAnalysis Task)
{
    /// <summary>What <see cref="Exclusion.Constraint"/> says of a model that <see cref="LocalOnly"/> took out.</summary>
    public const string BudgetConstraint = "budget";

    /// <summary>The strategy, where the caller names one apart from the target.</summary>
    public string? Strategy { get; init; }

    /// <summary>What the caller demands.</summary>
    public RouteConstraints? Constraints { get; init; }

    /// <summary>What rules may look at beside the task.</summary>
    public RuleFacts Facts { get; init; }

    /// <summary>Whether money is short, so that where the router chooses it chooses cheap.</summary>
    public bool Cheaper { get; init; }

    /// <summary>Whether so much is spent that only local models may answer, whoever chooses.</summary>
    public bool LocalOnly { get; init; }

    /// <summary>Who plays the role that the target names, where the caller has looked that up; <c>null</c>: the router does.</summary>
    public RolePlayer? Player { get; init; }
}

/// <summary>What rules may look at beside the task.</summary>
/// <param name="Tools">Whether the request offers tools.</param>
/// <param name="Stream">Whether the answer is to be streamed.</param>
/// <param name="User">The request's <c>user</c>.</param>
/// <param name="Tenant">The caller's tenant.</param>
/// <param name="Turns">Messages so far.</param>
/// <param name="ConversationTokens">Tokens of the messages so far.</param>
/// <param name="Role">The role that the request is for, where the caller names one.</param>
/// <param name="BudgetSpent">The share of the tightest budget that is spent, 0 to 1.</param>
/// <param name="Tags">What the caller says of the request: <c>phi</c>.</param>
public readonly record struct RuleFacts(
    bool Tools = false,
    bool Stream = false,
    string? User = null,
    string? Tenant = null,
    int Turns = 0,
    int ConversationTokens = 0,
    string? Role = null,
    double BudgetSpent = 0,
    EquatableArray<string> Tags = default);

/// <summary>Who plays a role now. Routing owns this contract; Roles fulfils it.</summary>
public interface IRoleResolver
{
    /// <summary>Looks a role up.</summary>
    /// <param name="role">Its name.</param>
    /// <returns>Who plays it; <c>null</c> where there is no such role.</returns>
    RolePlayer? Find(string role);

    /// <summary>Looks a role up for a request that begins now. It counts as its player's until <see cref="RolePlayer.Hold"/> is disposed.</summary>
    /// <param name="role">Its name.</param>
    /// <param name="caller">What stands for the caller, so that a canary's share keeps him at one model.</param>
    /// <returns>Who plays it for this request; <c>null</c> where there is no such role.</returns>
    RolePlayer? Enter(string role, string? caller) => Find(role);

    /// <summary>Every role's name.</summary>
    IEnumerable<string> Names { get; }
}

/// <summary>Who plays a role.</summary>
/// <param name="Role">The role's name.</param>
/// <param name="Model">The model's id; <c>null</c> while nobody plays it.</param>
/// <param name="Fallbacks">The role's own fallbacks; <c>null</c>: the model's.</param>
/// <param name="System">The role's system prompt.</param>
public sealed record RolePlayer(string Role, string? Model, EquatableArray<string>? Fallbacks = null, string? System = null)
{
    /// <summary>The role's version.</summary>
    public int Version { get; init; }

    /// <summary>Ends the request's stay with this player; <c>null</c> where none was begun.</summary>
    internal IDisposable? Hold { get; init; }
}
