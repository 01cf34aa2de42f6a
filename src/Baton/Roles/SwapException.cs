namespace Baton.Roles;

/// <summary>A swap failed; the role is as it was.</summary>
public sealed class SwapException : BatonException
{
    /// <summary>Makes the failure.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="swap">The failed swap.</param>
    /// <param name="innerException">The cause.</param>
    public SwapException(string code, string message, SwapEvent swap, Exception? innerException = null)
        : base(code, message, innerException) => Swap = swap;

    /// <summary>The failed swap, as it is recorded.</summary>
    public SwapEvent Swap { get; }
}
