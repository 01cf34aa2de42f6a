using System.Text.Json;

namespace Baton.Providers.OpenAI.Streaming;

/// <summary>A piece of a tool call, mended: the first one of a call has its id and name, and no other one has (WIRE 17–21).</summary>
/// <param name="Index">Which of the answer's calls it belongs to.</param>
/// <param name="Id">The call's id.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">A piece of the arguments' text.</param>
internal readonly record struct CallPiece(int Index, string? Id, string? Name, string Arguments)
{
    public static CallPiece Read(JsonElement piece)
    {
        var function = piece.TryGetProperty("function", out var value) ? value : default;
        return new CallPiece(
            piece.GetProperty("index").GetInt32(), ChatMessageReader.Text(piece, "id"), ChatMessageReader.Text(function, "name"),
            ChatMessageReader.Text(function, "arguments") ?? "");
    }
}
