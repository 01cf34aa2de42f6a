using Baton.Providers;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Pipeline;

/// <summary>The one place where a failure becomes an HTTP status: its origin decides (the caller's 4xx, an upstream's 502, ours 500).</summary>
internal static class ErrorMap
{
    /// <summary>The answer to a failure.</summary>
    public static ErrorBody Of(Exception failure) => failure switch
    {
        UpstreamException { Code: ErrorCodes.UpstreamRejected } rejected => new ErrorBody(
            rejected.Status is { } status and >= 400 and < 500 ? status : StatusCodes.Status400BadRequest,
            rejected.Message, rejected.UpstreamType ?? "invalid_request_error", rejected.Param, rejected.UpstreamCode),
        BatonException baton => Of(baton),
        BadHttpRequestException bad => new ErrorBody(
            bad.StatusCode, bad.Message, "invalid_request_error", null,
            bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCodes.BodyTooLarge : ErrorCodes.InvalidRequest),
        _ => new ErrorBody(
            StatusCodes.Status500InternalServerError,
            "Baton failed in a way that it should not have. The log has the details under this request's id.",
            "server_error", null, ErrorCodes.Internal),
    };

    private static ErrorBody Of(BatonException failure)
    {
        var (status, type) = failure.Code switch
        {
            ErrorCodes.InvalidRequest or ErrorCodes.InvalidJson or ErrorCodes.ContextLengthExceeded or ErrorCodes.PreviousResponseNotFound => (400, "invalid_request_error"),
            ErrorCodes.InvalidApiKey => (401, "invalid_request_error"), // OpenAI's own type for it.
            ErrorCodes.BudgetExceeded or ErrorCodes.PriceUnknown => (402, "insufficient_quota"), // Not to be retried, so no 429.
            ErrorCodes.PermissionDenied or ErrorCodes.ModelNotAllowed or ErrorCodes.PolicyDenied => (403, "permission_error"),
            ErrorCodes.ModelNotFound or ErrorCodes.NotFound => (404, "invalid_request_error"),
            ErrorCodes.BodyTooLarge => (413, "invalid_request_error"),
            ErrorCodes.NoCandidate or ErrorCodes.NotAllowed or ErrorCodes.ConfigurationOnly => (422, "invalid_request_error"),
            ErrorCodes.RoleEmpty or ErrorCodes.Conflict => (409, "invalid_request_error"),
            ErrorCodes.RateLimited or ErrorCodes.QueueFull => (429, "rate_limit_error"),
            ErrorCodes.UpstreamUnavailable or ErrorCodes.QueueTimeout or ErrorCodes.StorageFailed => (503, "unavailable_error"),
            ErrorCodes.Timeout or ErrorCodes.UpstreamTimeout => (504, "timeout_error"),
            ErrorCodes.UpstreamError or ErrorCodes.UpstreamUnreachable or ErrorCodes.UpstreamInvalidAnswer or ErrorCodes.UpstreamCut
                or ErrorCodes.UpstreamCredentials or ErrorCodes.UpstreamModelMissing or ErrorCodes.UpstreamRejected or ErrorCodes.SwapFailed => (502, "upstream_error"),
            _ => (500, "server_error"),
        };
        return new ErrorBody(status, failure.Message, type, failure.Param, failure.Code) { RetryAfter = failure.RetryAfter };
    }
}
