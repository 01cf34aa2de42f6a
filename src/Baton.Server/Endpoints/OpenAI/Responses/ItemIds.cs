namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>Ids of responses and of their items, with the beginnings by which programs tell them apart.</summary>
internal static class ItemIds
{
    public static string Response() => $"resp_{Guid.NewGuid():N}";

    public static string New(string type) => type switch
    {
        "message" => $"msg_{Guid.NewGuid():N}",
        "reasoning" => $"rs_{Guid.NewGuid():N}",
        "function_call" => $"fc_{Guid.NewGuid():N}",
        _ => $"fco_{Guid.NewGuid():N}",
    };
}
