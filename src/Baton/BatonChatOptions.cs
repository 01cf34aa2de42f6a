using Baton.Balancing;
using Baton.Models;
using Baton.Routing;
using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton;

/// <summary>Chat options with what only Baton knows: constraints of the choice, and the record of what happened.</summary>
public sealed class BatonChatOptions : ChatOptions, IRecordedOptions
{
    /// <summary>Makes options with nothing set.</summary>
    public BatonChatOptions()
    {
    }

    internal BatonChatOptions(ChatOptions other)
        : base(other)
    {
        if (other is BatonChatOptions baton)
        {
            Constraints = baton.Constraints;
            Record = baton.Record;
            User = baton.User;
            Affinity = baton.Affinity;
            Priority = baton.Priority;
            CacheScope = baton.CacheScope;
            Key = baton.Key;
            KeyName = baton.KeyName;
            Tenant = baton.Tenant;
            Conversation = baton.Conversation;
            AllowedModels = baton.AllowedModels;
            Tags = baton.Tags;
        }
    }

    /// <summary>What the model that answers must fulfil; <c>null</c>: nothing beyond what the request needs.</summary>
    public RouteConstraints? Constraints { get; set; }

    /// <summary>Filled in while the request runs. Give one to learn who answered; one record serves one request.</summary>
    public RequestRecord? Record { get; set; }

    /// <summary>The end user, as rules (<c>request.user</c>) see him.</summary>
    public string? User { get; set; }

    /// <summary>What keeps a caller at the same deployment, where a model's <c>affinity</c> says so: his conversation, session or key.</summary>
    public string? Affinity { get; set; }

    /// <summary>Whose kept answers he may be given, where <c>cache</c> is on: only those that were given under the same scope.</summary>
    public string? CacheScope { get; set; }

    /// <summary>Who goes first where requests wait for a deployment.</summary>
    public RequestPriority Priority { get; set; } = RequestPriority.Normal;

    /// <summary>The id of the key that the request came with, as budgets and the ledger count it.</summary>
    public string? Key { get; set; }

    /// <summary>What people call that key; the configuration's budgets may name it so.</summary>
    public string? KeyName { get; set; }

    /// <summary>Whose request it is, as rules (<c>request.tenant</c>), budgets and the ledger see it.</summary>
    public string? Tenant { get; set; }

    /// <summary>The conversation that the request belongs to, as budgets and the ledger count it.</summary>
    public string? Conversation { get; set; }

    /// <summary>Ids of the models or deployments that may answer, or names that may be asked for (<c>role:writer</c>); empty: all.</summary>
    public EquatableArray<string> AllowedModels { get; set; } = [];

    /// <summary>What is said of the request, as rules and policies (<c>request.tags</c>) see it.</summary>
    public EquatableArray<string> Tags { get; set; } = [];

    /// <inheritdoc/>
    public override ChatOptions Clone() => new BatonChatOptions(this);
}
