using System.Text;

namespace Baton.Testing;

/// <summary>An answer in the bytes of its wire, ready to be written.</summary>
internal sealed record Answer(int Status, string ContentType, IReadOnlyList<byte[]> Frames, bool Streamed)
{
    public int Length { get; } = Frames.Sum(f => f.Length);

    public static Answer Whole(int status, string body, string contentType = "application/json") =>
        new(status, contentType, [Encoding.UTF8.GetBytes(body)], Streamed: false);
}
