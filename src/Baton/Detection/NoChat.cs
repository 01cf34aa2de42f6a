namespace Baton.Detection;

/// <summary>Tells by its name a model that does not chat: servers list those for vectors, sound and pictures beside the others.</summary>
internal static class NoChat
{
    private static readonly string[] Marks =
    [
        "embed", "whisper", "tts", "transcribe", "audio", "speech", "voice", "realtime", "dall-e", "image", "imagen", "veo", "sora", "video", "flux",
        "stable-diffusion", "moderation", "rerank", "guard", "orpheus", "computer-use", "ocr", "babbage", "davinci", "instruct-0914", "deep-research",
    ];

    public static bool Is(string name) => Array.Exists(Marks, mark => name.Contains(mark, StringComparison.OrdinalIgnoreCase))
        || name.StartsWith("bge-", StringComparison.OrdinalIgnoreCase) || name.Contains("/bge-", StringComparison.OrdinalIgnoreCase);
}
