namespace Baton;

/// <summary>A failure of Baton or of something that it called. One file of the gateway maps <see cref="Code"/> to an HTTP status.</summary>
public class BatonException : Exception
{
    /// <summary>Makes the failure.</summary>
    /// <param name="code">What failed, one of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">What is wrong, where, and what to do: one plain sentence or two.</param>
    /// <param name="innerException">The cause, if another exception was.</param>
    public BatonException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What failed, one of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The field of the request that is at fault, where one is: <c>messages[2].content</c>.</summary>
    public string? Param { get; init; }

    /// <summary>After which time a try may succeed, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
