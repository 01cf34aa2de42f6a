namespace Baton.Models.Configuration;

/// <summary>Everything that <c>baton.yaml</c> says, read and checked. Records compare by value, so a reload can tell what changed.</summary>
public sealed record BatonOptions
{
    /// <summary>The gateway's own settings.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>The folder of what outlives a restart; a relative one is resolved against the configuration file's.</summary>
    public string Data { get; init; } = "./.baton";

    /// <summary>A PostgreSQL connection string, or <c>null</c> for SQLite in <see cref="Data"/>.</summary>
    public string? Database { get; init; }

    /// <summary>Providers, in the file's order.</summary>
    public EquatableArray<ProviderOptions> Providers { get; init; } = [];

    /// <summary>Models, in the file's order.</summary>
    public EquatableArray<ModelOptions> Models { get; init; } = [];

    /// <summary>Roles, in the file's order.</summary>
    public EquatableArray<RoleOptions> Roles { get; init; } = [];

    /// <summary>How <c>auto</c> chooses.</summary>
    public RoutingOptions Routing { get; init; } = new();

    /// <summary>How requests are treated where neither model nor deployment says otherwise.</summary>
    public RequestPolicyOptions Defaults { get; init; } = new();
}

/// <summary>The gateway's own settings: <c>server</c>.</summary>
public sealed record ServerOptions
{
    /// <summary>Where to listen.</summary>
    public EquatableArray<string> Urls { get; init; } = ["http://127.0.0.1:7411"];

    /// <summary>When callers need a key: <c>auto</c>, <c>required</c>, <c>off</c>.</summary>
    public string Keys { get; init; } = "auto";

    /// <summary>The largest body taken, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = 32_000_000;

    /// <summary>How long a stop waits for running requests.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a waiting stream says something; <c>null</c>: never.</summary>
    public TimeSpan? KeepAliveComments { get; init; }

    /// <summary>Origins whose pages may call <c>/v1</c>.</summary>
    public EquatableArray<string> Cors { get; init; } = ["*"];
}

/// <summary>One of <c>providers</c>: a wire protocol at a base address with credentials.</summary>
public sealed record ProviderOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its wire: <c>openai</c>, <c>anthropic</c>, <c>ollama</c>, <c>llama-server</c>, <c>simulated</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is; <c>null</c>: the kind's usual address.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Credentials; none for servers that ask for none. Never printed.</summary>
    public EquatableArray<string> ApiKeys { get; init; } = [];

    /// <summary>Where its models run; <c>null</c>: as its kind says.</summary>
    public Locality? Locality { get; init; }

    /// <summary>The program to start, for <c>llama-server</c> without an address.</summary>
    public string? Command { get; init; }

    /// <summary>Arguments for every process started.</summary>
    public EquatableArray<string> Args { get; init; } = [];

    /// <summary>Environment for every process started.</summary>
    public EquatableArray<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>The folder that names of weights files are looked up in.</summary>
    public string? Folder { get; init; }

    /// <summary>The most memory that loaded models may take together, in bytes.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>The seed of a simulated provider's chance.</summary>
    public int Seed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Kind})";
}

/// <summary>One of <c>models</c>.</summary>
public sealed record ModelOptions
{
    /// <summary>What is known of it.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>Where the entry said so; <c>null</c>: as the provider's kind says.</summary>
    public Locality? Locality { get; init; }

    /// <summary>Where it runs, at least one.</summary>
    public EquatableArray<DeploymentOptions> Deployments { get; init; } = [];

    /// <summary>What it sets of <c>defaults</c> for itself.</summary>
    public RequestPolicyOptions Policy { get; init; } = new();
}

/// <summary>One deployment of a model.</summary>
public sealed record DeploymentOptions
{
    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's name there; <c>null</c>: its id.</summary>
    public string? Model { get; init; }

    /// <summary>The weights file, for <c>llama-server</c>.</summary>
    public string? File { get; init; }

    /// <summary>Its share under weighted balancing.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The context window here, where it is smaller than the model's.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>How a simulated model behaves.</summary>
    public SimulateOptions? Simulate { get; init; }

    /// <summary>What it sets of <c>defaults</c> for itself.</summary>
    public RequestPolicyOptions Policy { get; init; } = new();
}

/// <summary>How a simulated model behaves: <c>simulate</c>.</summary>
public sealed record SimulateOptions
{
    /// <summary>Milliseconds to the first token.</summary>
    public double LatencyMs { get; init; } = 20;

    /// <summary>Tokens a second.</summary>
    public double TokensPerSecond { get; init; } = 200;

    /// <summary>Quality per task type, 0 to 1: how often an answer is a good one.</summary>
    public EquatableArray<KeyValuePair<TaskType, double>> Quality { get; init; } = [];

    /// <summary>The share of requests that fail, 0 to 1.</summary>
    public double FailureRate { get; init; }
}

/// <summary>One of <c>roles</c>.</summary>
public sealed record RoleOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The model that plays it; <c>null</c>: none yet.</summary>
    public string? Model { get; init; }

    /// <summary>Capabilities that whoever plays it must have.</summary>
    public EquatableArray<string> Requires { get; init; } = [];

    /// <summary>Models to go on with when the role's has no deployment left; <c>null</c>: the model's own.</summary>
    public EquatableArray<string>? Fallbacks { get; init; }

    /// <summary>A system prompt put before the conversation.</summary>
    public string? System { get; init; }

    /// <summary>Whether warnings of a swap count as errors.</summary>
    public bool Strict { get; init; }
}

/// <summary>How <c>auto</c> chooses: <c>routing</c>.</summary>
public sealed record RoutingOptions
{
    /// <summary>What counts: <c>quality</c>, <c>cost</c>, <c>latency</c> or <c>balanced</c>.</summary>
    public string Strategy { get; init; } = "balanced";

    /// <summary>Rules, tried in order before the strategy.</summary>
    public EquatableArray<RuleOptions> Rules { get; init; } = [];
}

/// <summary>One of <c>routing.rules</c>.</summary>
/// <param name="When">The condition, in the rules' language.</param>
/// <param name="Use">Models or roles to use, in order.</param>
public sealed record RuleOptions(string When, EquatableArray<string> Use);
