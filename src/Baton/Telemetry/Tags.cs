namespace Baton.Telemetry;

/// <summary>
/// Names of attributes: OpenTelemetry's where its <c>gen_ai</c> conventions have one, else Baton's own. On a metric every
/// one of them has few values: models, deployments, roles, task types, error codes; never a user, a prompt or an id.
/// </summary>
internal static class Tags
{
    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string TokenType = "gen_ai.token.type";
    public const string ErrorType = "error.type";
    public const string Deployment = "baton.deployment";
    public const string Outcome = "baton.outcome";
    public const string Role = "baton.role";
    public const string Task = "baton.task";
}

/// <summary>How something ended, as <see cref="Tags.Outcome"/> says it.</summary>
internal static class Outcomes
{
    public const string Ok = "ok";
    public const string Error = "error";
    public const string Abandoned = "abandoned";
    public const string Cancelled = "cancelled";
}
