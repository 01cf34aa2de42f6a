using System.Collections.Frozen;
using Baton.Server.Endpoints.Control;

namespace Baton.Server.Endpoints.OpenApi;

/// <summary>What the document says of an endpoint beyond its path. One that is not noted is in the document all the same.</summary>
/// <param name="Summary">What it does.</param>
/// <param name="Body">The fields that its request must have; <c>null</c>: it takes no body.</param>
/// <param name="Answer">The type whose JSON it answers with; <c>null</c>: any.</param>
internal sealed record OperationNotes(string Summary, string[]? Body = null, Type? Answer = null)
{
    /// <summary>The notes, by <c>METHOD path</c>.</summary>
    public static FrozenDictionary<string, OperationNotes> All { get; } = new Dictionary<string, OperationNotes>(StringComparer.Ordinal)
    {
        ["POST /v1/chat/completions"] = new("Answers a conversation, streamed or not (OpenAI's Chat Completions).", ["model", "messages"]),
        ["POST /v1/responses"] = new("Answers an input, streamed or not (OpenAI's Responses).", ["model", "input"]),
        ["GET /v1/responses/{id}"] = new("Shows a stored response."),
        ["DELETE /v1/responses/{id}"] = new("Forgets a stored response."),
        ["GET /v1/responses/{id}/input_items"] = new("Lists what a stored response's request added to its conversation."),
        ["POST /v1/completions"] = new("Completes a prompt (OpenAI's older wire).", ["model", "prompt"]),
        ["POST /v1/messages"] = new("Answers a conversation, streamed or not (Anthropic's Messages).", ["model", "messages"]),
        ["POST /v1/messages/count_tokens"] = new("Counts the tokens of a Messages request.", ["model", "messages"]),
        ["POST /v1/embeddings"] = new("Turns texts into vectors.", ["model", "input"]),
        ["POST /v1/images/generations"] = new("Makes images; forwarded.", ["model", "prompt"]),
        ["POST /v1/audio/speech"] = new("Speaks a text; forwarded.", ["model", "input"]),
        ["POST /v1/rerank"] = new("Orders documents by a query; forwarded.", ["model", "query", "documents"]),
        ["POST /v1/moderations"] = new("Looks a text over; forwarded.", ["model", "input"]),
        ["GET /v1/models"] = new("Lists the names that a request may ask for."),
        ["GET /v1/models/{id}"] = new("Shows one of them."),
        ["GET /api/models"] = new("Lists models with their deployments and how those do."),
        ["POST /api/models"] = new("Registers a model.", ["id"], typeof(ModelView)),
        ["GET /api/models/{id}"] = new("Shows a model.", Answer: typeof(ModelView)),
        ["PUT /api/models/{id}"] = new("Changes a model.", [], typeof(ModelView)),
        ["DELETE /api/models/{id}"] = new("Removes a model; requests that run on it end in peace."),
        ["POST /api/models/{id}/load"] = new("Has a local model in memory; answers when it is loaded.", Answer: typeof(ModelView)),
        ["POST /api/models/{id}/unload"] = new("Lets a local model out of memory as soon as nobody uses it.", Answer: typeof(ModelView)),
        ["GET /api/roles"] = new("Lists roles and who plays them."),
        ["GET /api/roles/{role}"] = new("Shows a role with its history; failed swaps as well with ?failed=true."),
        ["PUT /api/roles/{role}"] = new("Lets a model play a role, creating the role where it is new.", ["model"]),
        ["DELETE /api/roles/{role}"] = new("Lets nobody play a role."),
        ["POST /api/roles/{role}/swap"] = new("Lets another model play a role; answers when the flip is done.", ["model"]),
        ["POST /api/roles/{role}/rollback"] = new("Lets the model that played before play again."),
        ["GET /api/learnings"] = new("Shows what was learned of each task type, without a model's name."),
        ["GET /api/events"] = new("Server-sent events: a snapshot, or what followed Last-Event-ID, then every change."),
        ["GET /api/memory"] = new("The machine's memory, and the local models that Baton has loaded, with state, bytes and process.", []),
        ["POST /api/route"] = new("Explains which model would be chosen; calls none.", []),
        ["GET /api/budgets"] = new("Lists the budgets: limit, spent, reserved, remaining, when each opens again, and its state.", Answer: typeof(BudgetList)),
        ["GET /api/usage"] = new("What requests used and cost: in all, by group, and each."),
        ["GET /api/audit"] = new("Every control action: who, what, when, from where, and how it ended; from the end with ?order=newest."),
        ["GET /api/keys"] = new("Lists the gateway's keys, without their secrets."),
        ["POST /api/keys"] = new("Makes a key, which is shown this once.", ["name"]),
        ["DELETE /api/keys/{id}"] = new("Revokes a key."),
        ["GET /api/cache"] = new("Shows the cache of answers and how often it was hit."),
        ["DELETE /api/cache"] = new("Empties the cache of answers."),
        ["GET /healthz"] = new("Says that the process lives."),
        ["GET /readyz"] = new("Says whether it takes requests."),
        ["GET /metrics"] = new("Metrics in Prometheus' text form."),
        ["GET /openapi/v1.json"] = new("This document."),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
