using System.Text.Json;
using Baton.Providers.OpenAI;

namespace Baton.Server.Endpoints.OpenAI.Responses;

/// <summary>
/// The functions of a request and how they may be called. A web search, which a model may leave out by itself, is dropped
/// and named; any other tool that runs at OpenAI is refused, because without it the answer would be another one.
/// </summary>
internal sealed class ResponseTools
{
    private readonly List<WireObject> _functions = [];

    private ResponseTools()
    {
    }

    /// <summary><c>auto</c>, <c>none</c> or <c>required</c>; <c>null</c> where nothing, or one function, is demanded.</summary>
    public string? Mode { get; private set; }

    /// <summary>The one function that must be called.</summary>
    public string? Forced { get; private set; }

    /// <summary>The functions that may be called.</summary>
    public IReadOnlyList<WireObject> Functions => _functions;

    /// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
    /// <param name="body">The request.</param>
    /// <param name="drop">Takes the name of a tool that is left out.</param>
    /// <returns>The tools.</returns>
    /// <exception cref="BatonException">A tool that is not served, or a choice that cannot be met.</exception>
    public static ResponseTools Read(WireObject body, Action<string> drop)
    {
        var tools = new ResponseTools();
        foreach (var tool in body.Objects("tools"))
        {
            var type = tool.DemandText("type");
            if (type == "function")
            {
                tool.DemandText("name");
                tool.Text("description");
                tool.Object("parameters");
                tools._functions.Add(tool);
            }
            else if (type.StartsWith("web_search", StringComparison.Ordinal))
            {
                drop($"tools.{type}");
            }
            else
            {
                throw ChatRequestScanner.Invalid(
                    $"'{tool.Path("type")}' is '{type}', and Baton serves tools of the type 'function' only.", tool.Path("type"));
            }
        }

        tools.Choose(body);
        return tools;
    }

    private void Choose(WireObject body)
    {
        switch (body["tool_choice"])
        {
            case null:
                return;
            case { ValueKind: JsonValueKind.String } word:
                SetMode(word.GetString()!, "tool_choice");
                return;
            case { ValueKind: JsonValueKind.Object } choice:
                Choose(new WireObject(choice, "tool_choice"), choice);
                return;
            default:
                throw ChatRequestScanner.Wrong("tool_choice", "a string or an object");
        }
    }

    private void Choose(WireObject choice, JsonElement json)
    {
        switch (choice.DemandText("type"))
        {
            case "function":
                Forced = choice.DemandText("name");
                Demand(Forced, choice.Path("name"));
                break;
            case "allowed_tools":
                // The others are not shown to the model: every wire can say that much.
                var allowed = choice.Objects("tools").ConvertAll(tool => (Name: tool.DemandText("name"), At: tool.Path("name")));
                allowed.ForEach(tool => Demand(tool.Name, tool.At));
                _functions.RemoveAll(f => !allowed.Exists(tool => tool.Name == f.Text("name")));
                SetMode(choice.Text("mode") ?? "auto", choice.Path("mode"));
                break;
            default:
                throw ChatRequestScanner.Invalid(
                    $"'tool_choice.type' is '{ChatMessageReader.Text(json, "type")}'; it must be 'function' or 'allowed_tools'.", "tool_choice.type");
        }
    }

    private void SetMode(string mode, string at)
    {
        if (mode is not ("auto" or "none" or "required"))
        {
            throw ChatRequestScanner.Wrong(at, "'auto', 'none', 'required' or an object");
        }

        if (mode == "required" && _functions.Count == 0)
        {
            throw ChatRequestScanner.Invalid($"'{at}' is 'required', and 'tools' holds no function that could be called.", at);
        }

        Mode = mode;
    }

    private void Demand(string name, string at)
    {
        if (!_functions.Exists(f => f.Text("name") == name))
        {
            throw ChatRequestScanner.Invalid($"'{at}' is '{name}', and 'tools' holds no function of that name.", at);
        }
    }
}
