using Baton.Models;

namespace Baton.Providers;

/// <summary>A provider that serves requests other than chats: embeddings, sound, images. They are forwarded as they came, with the model's name replaced.</summary>
public interface IForwards
{
    /// <summary>Whether it serves such requests.</summary>
    /// <param name="path">What follows <c>/v1/</c>: <c>embeddings</c>.</param>
    /// <returns>Whether it does.</returns>
    bool Serves(string path);

    /// <summary>Sends a request on.</summary>
    /// <param name="deployment">The deployment that answers.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The whole answer.</returns>
    /// <exception cref="UpstreamException">It failed.</exception>
    Task<ForwardedAnswer> ForwardAsync(Deployment deployment, ForwardedRequest request, CancellationToken cancellationToken);
}

/// <summary>A request that is forwarded.</summary>
/// <param name="Path">What follows <c>/v1/</c>: <c>embeddings</c>.</param>
/// <param name="Target">The model's name as the caller wrote it.</param>
/// <param name="Content">Makes the body for a deployment, with its model's own name; called once an attempt.</param>
public sealed record ForwardedRequest(string Path, string Target, Func<Deployment, HttpContent> Content)
{
    /// <summary>What the model must be able to do, one of <see cref="Capabilities"/>; <c>null</c>: nothing that has a name.</summary>
    public string? Requires { get; init; }

    /// <summary>The tokens of the request, about.</summary>
    public int InputTokens { get; init; }

    /// <summary>Looks at an answer before it counts as one: what it throws goes on to the next candidate. <c>null</c>: any will do.</summary>
    public Func<Deployment, ForwardedAnswer, ForwardedAnswer>? Check { get; init; }
}

/// <summary>The answer to a forwarded request.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="ContentType">What they are.</param>
public sealed record ForwardedAnswer(ReadOnlyMemory<byte> Body, string? ContentType)
{
    /// <summary>What was used, where the answer says.</summary>
    public TokenUsage? Usage { get; init; }
}
