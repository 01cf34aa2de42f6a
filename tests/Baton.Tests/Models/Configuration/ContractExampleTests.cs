using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Tests.Models.Configuration;

public sealed class ContractExampleTests
{
    private static readonly (string, string)[] Keys = [("OPENAI_API_KEY", "sk-one"), ("ANTHROPIC_API_KEY", "sk-two"), ("HOME", "/home/someone")];

    private static string Text => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Models", "Configuration", "ContractExample.yaml"));

    [Fact]
    public void The_contracts_example_is_valid() => Reading.Errors(Text, Keys).ShouldBeEmpty();

    [Fact]
    public void All_of_it_is_acted_on()
    {
        var warned = Reading.Yaml(Text, Keys).Messages.Where(m => m.IsWarning && m.Message.Contains("not acted on")).Select(m => m.Path);

        warned.ShouldBeEmpty();
    }

    [Fact]
    public void It_warns_of_the_weights_file_that_is_not_there() =>
        Reading.Warnings(Text, Keys).ShouldContain(
            "27:33: warning: models.qwen2.5-coder.deployments[1].file: the weights file /home/someone/.cache/baton/models/qwen2.5-coder-7b-q4.gguf is not there.");

    [Fact]
    public void Everything_in_it_is_read()
    {
        var options = Reading.Options(Text, Keys);

        options.Providers.Select(p => p.ToString()).ShouldBe(
            ["openai (openai)", "claude (anthropic)", "ollama01 (ollama)", "here (llama-server)", "sim (simulated)"]);
        options.Providers[0].ApiKeys.ShouldBe(["sk-one"]);
        options.Providers[0].BaseUrl.ShouldBe(new Uri("https://api.openai.com/v1"));
        options.Providers[3].MemoryLimitBytes.ShouldBe(16_000_000_000);
        options.Providers[3].Args.ShouldBe(["--no-repack"]);
        options.Providers[4].Seed.ShouldBe(7);

        var gpt = options.Models[0];
        gpt.Card.ShouldBe(new ModelCard
        {
            Id = "gpt-4o",
            ContextWindow = 128_000,
            MaxOutputTokens = 16_384,
            Capabilities = ["tools", "json_schema", "vision"],
            Strengths = [TaskType.Reasoning, TaskType.Coding],
            Quality = 0.86,
            LatencyMs = 600,
            TokensPerSecond = 80,
            Price = new TokenPrice(2.50m, 10.00m, 1.25m),
        });
        gpt.Deployments.ShouldBe([new DeploymentOptions { Provider = "openai" }]);

        var qwen = options.Models[1];
        qwen.Locality.ShouldBe(Locality.Local);
        qwen.Deployments[0].ShouldBe(new DeploymentOptions
        {
            Provider = "ollama01",
            Model = "qwen2.5-coder:7b",
            Weight = 2,
            Policy = new RequestPolicyOptions { MaxConcurrency = 4 },
        });
        qwen.Deployments[1].ContextWindow.ShouldBe(8192);

        options.Models[2].Deployments[0].Simulate.ShouldBe(new SimulateOptions
        {
            Quality = [new(TaskType.Coding, 0.4), new(TaskType.General, 0.6)],
        });
        options.Roles[0].ShouldBe(new RoleOptions { Name = "primary-analyzer", Model = "qwen2.5-coder", Requires = ["tools"] });
        options.Roles[1].AutoSwap.ShouldBe(new AutoSwapOptions { Enabled = true, Candidates = ["qwen2.5-coder"], QualityBelow = 0.75 });
        options.Routing.Rules.ShouldBe([new RuleOptions("task.type == 'coding' and task.complexity > 0.7", ["qwen2.5-coder"])]);
        options.Budgets.ShouldBe([new BudgetOptions { LimitUsd = 25, Per = "day", WarnAt = 0.7, CheaperAt = 0.85, LocalOnlyAt = 0.95 }]);
    }

    [Fact]
    public void A_catalog_can_be_built_of_it() =>
        Catalog.Build(Reading.Options(Text, Keys)).Models.SelectMany(m => m.Deployments).Select(d => d.Id).ShouldBe(
            ["gpt-4o@openai", "qwen2.5-coder@ollama01", "qwen2.5-coder@here", "tiny@sim"]);

    [Fact]
    public void An_unset_variable_is_an_error_that_names_it() =>
        Reading.Errors(Text, ("OPENAI_API_KEY", "sk-one")).ShouldBe(
            ["8:43: providers.claude.api_key needs the environment variable ANTHROPIC_API_KEY, which is not set: set it, or give a default with ${ANTHROPIC_API_KEY:-default}."]);
}
