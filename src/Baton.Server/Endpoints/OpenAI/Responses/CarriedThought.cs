using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>
/// What a model's thought needs to go back to it (WIRE 54), in the <c>encrypted_content</c> of a reasoning item: the
/// vendor's own seal and the marks that say whose it is. It hides nothing more than the seal does.
/// </summary>
internal static class CarriedThought
{
    private const string Prefix = "baton1.";

    /// <summary>The item's <c>encrypted_content</c>; <c>null</c> for a thought without a seal.</summary>
    public static string? Write(TextReasoningContent thought)
    {
        if (string.IsNullOrEmpty(thought.ProtectedData))
        {
            return null;
        }

        var marks = new JsonObject();
        foreach (var (name, value) in thought.AdditionalProperties ?? [])
        {
            if (value is string text)
            {
                marks[name] = text;
            }
            else if (value is bool flag)
            {
                marks[name] = flag;
            }
        }

        var carried = new JsonObject { ["seal"] = thought.ProtectedData, ["marks"] = marks };
        return Prefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(carried.ToJsonString()));
    }

    /// <summary>The thought again; <c>null</c> where the content is another gateway's or vendor's.</summary>
    /// <param name="carried">The item's <c>encrypted_content</c>.</param>
    /// <param name="text">Its words.</param>
    public static TextReasoningContent? Read(string carried, string text)
    {
        if (!carried.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var json = JsonElement.Parse(Base64Url.DecodeFromChars(carried.AsSpan(Prefix.Length)));
            var thought = new TextReasoningContent(text) { ProtectedData = json.GetProperty("seal").GetString(), AdditionalProperties = [] };
            foreach (var mark in json.GetProperty("marks").EnumerateObject())
            {
                thought.AdditionalProperties[mark.Name] = mark.Value.ValueKind == JsonValueKind.String ? mark.Value.GetString() : true;
            }

            return thought;
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // Cut or changed on its way: as good as another's.
        }
    }
}
