namespace Baton.Server.Pipeline;

/// <summary>
/// Thrown after an error frame was flushed into a stream: the server then ends the body without its last chunk and
/// closes the connection in good order, so the frame still arrives and the client knows that the answer is not whole.
/// </summary>
internal sealed class StreamBrokenException(Exception cause) : Exception("A stream broke after it was committed.", cause);
