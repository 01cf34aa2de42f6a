namespace Baton;

/// <summary>The codes of <see cref="BatonException"/>: stable names that programs may test for.</summary>
public static class ErrorCodes
{
    /// <summary>The caller's request is malformed or contradicts itself.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>The caller's body is no JSON.</summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>The caller's body is larger than the gateway takes.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>No model, role, deployment or strategy has that name.</summary>
    public const string ModelNotFound = "model_not_found";

    /// <summary>Nothing known has that name (a role, a path).</summary>
    public const string NotFound = "not_found";

    /// <summary>The response that a request goes on from is not kept, or no longer.</summary>
    public const string PreviousResponseNotFound = "previous_response_not_found";

    /// <summary>The role exists, and no model plays it.</summary>
    public const string RoleEmpty = "role_empty";

    /// <summary>Constraints left no model to choose from.</summary>
    public const string NoCandidate = "no_candidate";

    /// <summary>The conversation is longer than the model's context window.</summary>
    public const string ContextLengthExceeded = "context_length_exceeded";

    /// <summary>Something only the configuration file may set.</summary>
    public const string ConfigurationOnly = "configuration_only";

    /// <summary>Understood, but not allowed: an incompatible swap, an unknown provider in an entry.</summary>
    public const string NotAllowed = "not_allowed";

    /// <summary>Refused in the present state.</summary>
    public const string Conflict = "conflict";

    /// <summary>The model that was to play a role failed to answer; who plays stays.</summary>
    public const string SwapFailed = "swap_failed";

    /// <summary>The configuration has errors.</summary>
    public const string InvalidConfiguration = "invalid_configuration";

    /// <summary>The upstream could not be reached.</summary>
    public const string UpstreamUnreachable = "upstream_unreachable";

    /// <summary>The upstream answered with a failure of its own.</summary>
    public const string UpstreamError = "upstream_error";

    /// <summary>The upstream's answer is none: not JSON, cut, or without what an answer must have.</summary>
    public const string UpstreamInvalidAnswer = "upstream_invalid_answer";

    /// <summary>The upstream's stream ended before its answer did.</summary>
    public const string UpstreamCut = "upstream_cut";

    /// <summary>The upstream refused Baton's credentials.</summary>
    public const string UpstreamCredentials = "upstream_credentials";

    /// <summary>The upstream has no model of that name.</summary>
    public const string UpstreamModelMissing = "upstream_model_missing";

    /// <summary>The upstream said 429.</summary>
    public const string RateLimited = "rate_limit_exceeded";

    /// <summary>The upstream is there and not ready: overloaded, or its model is still loading.</summary>
    public const string UpstreamUnavailable = "upstream_unavailable";

    /// <summary>Every deployment is busy, and as many requests wait as may.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>Every deployment was busy for as long as a request may wait.</summary>
    public const string QueueTimeout = "queue_timeout";

    /// <summary>The caller's own fault, found by the upstream (its 400, 413, 422): passed on with its words.</summary>
    public const string UpstreamRejected = "upstream_rejected";

    /// <summary>Out of time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The upstream took longer than allowed to its first token, or stalled between two.</summary>
    public const string UpstreamTimeout = "upstream_timeout";

    /// <summary>A bug of Baton's.</summary>
    public const string Internal = "internal_error";

    /// <summary>The key that a caller shows opens nothing, or none was shown where one is needed.</summary>
    public const string InvalidApiKey = "invalid_api_key";

    /// <summary>The caller's key does not open this.</summary>
    public const string PermissionDenied = "permission_denied";

    /// <summary>The caller's key may not ask this model.</summary>
    public const string ModelNotAllowed = "model_not_allowed";

    /// <summary>A policy of the configuration keeps the request from the model that was asked for.</summary>
    public const string PolicyDenied = "policy_denied";

    /// <summary>What must outlive a restart cannot be written or read.</summary>
    public const string StorageFailed = "storage_failed";

    /// <summary>A budget is spent, or what is left of it is less than the request needs.</summary>
    public const string BudgetExceeded = "budget_exceeded";

    /// <summary>The model's price is unknown, and a budget must not be overspent.</summary>
    public const string PriceUnknown = "price_unknown";

    /// <summary>Whether a failure is the caller's own, so that no availability suffers by it.</summary>
    /// <param name="code">One of the codes.</param>
    /// <returns>Whether another request of his would have been answered.</returns>
    public static bool IsCallers(string code) => code is InvalidRequest or InvalidJson or BodyTooLarge or ModelNotFound or NotFound
        or InvalidApiKey or PermissionDenied or ModelNotAllowed or PolicyDenied or BudgetExceeded or PriceUnknown
        or RoleEmpty or NoCandidate or PreviousResponseNotFound or ContextLengthExceeded or ConfigurationOnly or NotAllowed or Conflict or UpstreamRejected;
}
