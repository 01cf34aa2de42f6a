namespace Baton.Testing;

/// <summary>The words that servers usually put into an error of a status.</summary>
internal static class Usual
{
    public static FakeError Error(int status, FakeError? given)
    {
        var (message, type, code) = status switch
        {
            400 => ("The request was malformed.", "invalid_request_error", null),
            401 => ("Incorrect API key provided.", "authentication_error", "invalid_api_key"),
            403 => ("This key may not do that.", "permission_error", null),
            404 => ("The model does not exist.", "not_found_error", "model_not_found"),
            408 => ("The request took too long.", "timeout_error", null),
            413 => ("The request is too large.", "request_too_large", null),
            422 => ("The request was understood but not allowed.", "invalid_request_error", null),
            429 => ("Rate limit reached.", "rate_limit_error", "rate_limit_exceeded"),
            503 => ("The server is overloaded.", "unavailable_error", null),
            529 => ("Overloaded.", "overloaded_error", null),
            _ => ("The server had an error.", "api_error", (string?)null),
        };
        return new(given?.Message ?? message, given?.Type ?? type, given?.Code ?? code);
    }

    public static FakeError Overflow(int tokens, int window) => new(
        $"This model's maximum context length is {window} tokens, but the request has {tokens}.", "invalid_request_error", "context_length_exceeded");
}
