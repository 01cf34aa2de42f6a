namespace Baton.Providers;

/// <summary>An upstream call failed. Whose fault it was decides what happens next.</summary>
public sealed class UpstreamException : BatonException
{
    /// <summary>Makes the failure.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">What the upstream did, naming the deployment.</param>
    /// <param name="innerException">The cause.</param>
    public UpstreamException(string code, string message, Exception? innerException = null)
        : base(code, message, innerException)
    {
    }

    /// <summary>The HTTP status of the upstream's answer, if there was one.</summary>
    public int? Status { get; init; }

    /// <summary>The upstream's own <c>error.type</c>.</summary>
    public string? UpstreamType { get; init; }

    /// <summary>The upstream's own <c>error.code</c>.</summary>
    public string? UpstreamCode { get; init; }

    /// <summary>Whether the provider has another credential that is well, so that the same deployment may be asked at once.</summary>
    public bool OtherKeyLeft { get; init; }

    /// <summary>Whether the deployment answered whole and well, and only the model's words were not what was asked for: no illness.</summary>
    public bool IsAboutTheAnswer { get; init; }

    /// <summary>Whether the caller's request is at fault, so that no other candidate is asked.</summary>
    public bool CallersFault => Code is ErrorCodes.UpstreamRejected or ErrorCodes.ContextLengthExceeded or ErrorCodes.InvalidRequest;

    /// <summary>Whether the same deployment may be asked again when no other is left: a connect error, 408, 429 or 5xx.</summary>
    public bool MayRetrySame => OtherKeyLeft || Code == ErrorCodes.UpstreamUnreachable || Status is 408 or 429 or >= 500;
}
