using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Models;
using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>
/// JSON from a model whose API cannot be held to it (WIRE 32): the model is told in the system prompt, and its answer is
/// checked before anything of it is delivered, so that an answer that does not fit goes on to the next candidate.
/// </summary>
internal sealed class StructuredOutput
{
    /// <summary>The longest answer that is gathered for the check, in characters.</summary>
    private const int LongestAnswer = 8 * 1024 * 1024;

    private readonly AnswerSchema? _schema;

    private StructuredOutput(AnswerSchema? schema, string instruction)
    {
        _schema = schema;
        Instruction = instruction;
    }

    /// <summary>What the model is told, at the end of the system prompt.</summary>
    public string Instruction { get; }

    /// <summary>The structure that a request asks for.</summary>
    /// <param name="format">The request's format.</param>
    /// <returns>The structure; <c>null</c> where plain text is asked for.</returns>
    /// <exception cref="UpstreamException">The schema is none: the caller's fault.</exception>
    public static StructuredOutput? Of(ChatResponseFormat? format)
    {
        const string Only = "and nothing else: no Markdown, no code fence, no words before or after it.";
        return format switch
        {
            ChatResponseFormatJson { Schema: { } schema } json => new StructuredOutput(
                AnswerSchema.Parse(schema),
                $"Your answer must be one JSON value {Only} It must be valid against this JSON Schema{About(json)}:\n{schema.GetRawText()}"),
            ChatResponseFormatJson => new StructuredOutput(schema: null, $"Your answer must be one JSON object {Only}"),
            _ => null,
        };
    }

    /// <summary>Checks a whole answer, and takes a code fence off it.</summary>
    /// <param name="deployment">Who answered.</param>
    /// <param name="response">The answer; changed in place.</param>
    /// <exception cref="UpstreamException">The answer does not fit: <see cref="ErrorCodes.UpstreamInvalidAnswer"/>.</exception>
    public void Check(Deployment deployment, ChatResponse response)
    {
        var contents = response.Messages.SelectMany(message => message.Contents);
        if (!MustFit(response.FinishReason, contents))
        {
            return;
        }

        var text = response.Text;
        var json = Fitting(deployment, text);
        if (json.Length == text.Length)
        {
            return;
        }

        AIContent? replacement = new TextContent(json);
        foreach (var message in response.Messages)
        {
            message.Contents = Replace(message.Contents, ref replacement);
        }
    }

    /// <summary>Checks a streamed answer: gathers it to its end, then delivers it.</summary>
    /// <param name="deployment">Who answers.</param>
    /// <param name="updates">The answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The same pieces, or, where a fence came off, the text in one piece.</returns>
    /// <exception cref="UpstreamException">The answer does not fit or is too long: <see cref="ErrorCodes.UpstreamInvalidAnswer"/>.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> CheckAsync(
        Deployment deployment, IAsyncEnumerable<ChatResponseUpdate> updates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = new List<ChatResponseUpdate>();
        ChatFinishReason? finish = null;
        var length = 0;
        await foreach (var update in updates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            held.Add(update);
            finish = update.FinishReason ?? finish;
            length += update.Contents.Sum(Length);
            if (length > LongestAnswer)
            {
                throw new UpstreamException(
                    ErrorCodes.UpstreamInvalidAnswer,
                    $"{deployment.Id} answered with more than {LongestAnswer} characters where JSON was asked for.");
            }
        }

        foreach (var update in Fit(deployment, held, finish))
        {
            yield return update;
        }
    }

    private static string About(ChatResponseFormatJson json) => (json.SchemaName, json.SchemaDescription) switch
    {
        (null or "", null or "") => "",
        ({ } name, null or "") => $" ({name})",
        (null or "", { } description) => $" ({description})",
        var (name, description) => $" ({name}: {description})",
    };

    /// <summary>An answer that was cut by its bound or withheld cannot fit, and one that calls a tool is not the final one.</summary>
    private static bool MustFit(ChatFinishReason? finish, IEnumerable<AIContent> contents) =>
        finish != ChatFinishReason.Length && finish != ChatFinishReason.ContentFilter && !contents.Any(c => c is ToolCallContent);

    private List<ChatResponseUpdate> Fit(Deployment deployment, List<ChatResponseUpdate> held, ChatFinishReason? finish)
    {
        if (!MustFit(finish, held.SelectMany(update => update.Contents)))
        {
            return held;
        }

        var text = string.Concat(held.Select(update => update.Text));
        var json = Fitting(deployment, text);
        if (json.Length == text.Length)
        {
            return held;
        }

        AIContent? replacement = new TextContent(json);
        foreach (var update in held)
        {
            update.Contents = Replace(update.Contents, ref replacement);
        }

        return held;
    }

    /// <summary>The part of an answer that is JSON.</summary>
    private string Fitting(Deployment deployment, string answer)
    {
        var json = WithoutFence(answer.Trim());
        var problem = Problem(json);
        return problem is null
            ? json
            : throw new UpstreamException(
                ErrorCodes.UpstreamInvalidAnswer, $"{deployment.Id} did not answer in the JSON that was asked for: {problem}")
            { IsAboutTheAnswer = true };
    }

    private string? Problem(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 256 });
            return _schema is not null ? _schema.Problem(document.RootElement)
                : document.RootElement.ValueKind == JsonValueKind.Object ? null
                : "it is no object.";
        }
        catch (JsonException e)
        {
            return $"it is no valid JSON ({e.Message})";
        }
    }

    /// <summary>Models love to wrap JSON in a fence of Markdown, told or not.</summary>
    private static string WithoutFence(string answer)
    {
        var firstLine = answer.IndexOf('\n', StringComparison.Ordinal);
        return answer.StartsWith("```", StringComparison.Ordinal) && answer.EndsWith("```", StringComparison.Ordinal)
            && firstLine >= 0 && firstLine < answer.Length - 3
            ? answer[(firstLine + 1)..^3].Trim()
            : answer;
    }

    /// <summary>Contents with the first text replaced, and every other text taken out.</summary>
    private static List<AIContent> Replace(IList<AIContent> contents, ref AIContent? replacement)
    {
        var replaced = new List<AIContent>(contents.Count);
        foreach (var content in contents)
        {
            if (content is not TextContent)
            {
                replaced.Add(content);
            }
            else if (replacement is not null)
            {
                replaced.Add(replacement);
                replacement = null;
            }
        }

        return replaced;
    }

    private static int Length(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent thought => thought.Text.Length,
        FunctionCallContent { RawRepresentation: string arguments } => arguments.Length,
        _ => 0,
    };
}
