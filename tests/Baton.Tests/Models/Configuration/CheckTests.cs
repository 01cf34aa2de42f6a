namespace Baton.Tests.Models.Configuration;

public sealed class CheckTests
{
    private const string Two = """
        providers: { sim: { kind: simulated }, far: { kind: openai, base_url: "http://far/v1" } }
        models:
          large: { provider: sim }
          small: { provider: far, capabilities: [vision] }

        """;

    [Theory]
    [InlineData("roles: { r: { model: larg } }", "5:22: roles.r.model: there is no model 'larg'. Did you mean 'large'?")]
    [InlineData("roles: { r: { fallbacks: [small, nothing-like-it] } }", "5:34: roles.r.fallbacks[1]: there is no model 'nothing-like-it'. Add it to 'models'.")]
    [InlineData("roles: { r: { auto_swap: { candidates: [smal] } } }", "5:41: roles.r.auto_swap.candidates[0]: there is no model 'smal'. Did you mean 'small'?")]
    [InlineData("roles: { r: { schedule: [ { at: '10:00', model: smal } ] } }", "5:49: roles.r.schedule[0].model: there is no model 'smal'. Did you mean 'small'?")]
    [InlineData("roles: { r: { model: small, requires: [tools] } }", "5:22: roles.r.model: 'small' has no capability 'tools', which the role requires: add it to the model's capabilities, or choose another model.")]
    [InlineData("defaults: { fallbacks: [smal] }", "5:25: defaults.fallbacks[0]: there is no model 'smal'. Did you mean 'small'?")]
    [InlineData("routing: { rules: [ { when: request.stream, use: smal } ] }", "5:50: routing.rules[0].use: there is no model or role 'smal'. Did you mean 'small'?")]
    [InlineData("routing: { rules: [ { when: request.stream, use: [large, 'role:r'] } ] }", "5:58: routing.rules[0].use[1]: there is no model or role 'r'. Add it to 'models'.")]
    [InlineData("panels: { p: { members: [smal] } }", "5:26: panels.p.members[0]: there is no model or role 'smal'. Did you mean 'small'?")]
    [InlineData("server: { keys: off, urls: ['http://0.0.0.0:80'] }", "5:17: server.keys cannot be off while http://0.0.0.0:80 lets other machines in: use auto or required, or listen at 127.0.0.1 alone.")]
    [InlineData("server: { urls: [] }", "5:17: server.urls is empty: name an address, or leave the key out.")]
    public void What_does_not_fit_together_is_an_error_at_its_place(string yaml, string error) => Reading.Errors(Two + yaml).ShouldBe([error]);

    [Theory]
    [InlineData("deployments: []", "4:18: models.m.deployments is empty: a model needs at least one.")]
    [InlineData("context_window: 5", "3:3: models.m says nothing of where it runs: give it a 'provider', or 'deployments' with one each.")]
    [InlineData("provider: sim\n    deployments: [ { provider: sim } ]", "4:5: models.m.provider is for the short form without 'deployments': move it into the deployment that it is about.")]
    [InlineData("weight: 2\n    deployments: [ { provider: sim } ]", "4:5: models.m.weight is for the short form without 'deployments': move it into the deployment that it is about.")]
    [InlineData("deployments: [ { provider: sim }, { provider: sin } ]", "4:51: models.m.deployments[1].provider: there is no provider 'sin'. Did you mean 'sim'?")]
    [InlineData("provider: elsewhere", "4:15: models.m.provider: there is no provider 'elsewhere'. There are sim.")]
    public void A_model_runs_somewhere_and_says_so_in_one_way(string entry, string error) =>
        Reading.Errors($"providers: {{ sim: {{ kind: simulated }} }}\nmodels:\n  m:\n    {entry}\n").ShouldBe([error]);

    [Theory]
    [InlineData("{ kind: llama-server }", "1:14: providers.p needs a base_url, where llama-server already runs, or a command that starts it, such as llama-server.")]
    [InlineData("{ kind: llama-server, base_url: 'http://x', command: y }", "1:61: providers.p has both base_url (a running server) and command (one to start): keep one of them.")]
    [InlineData("{ kind: openai, api_key: a, api_keys: [b] }", "1:33: providers.p has both api_key and api_keys: put all into api_keys.")]
    public void A_provider_says_what_its_kind_needs(string entry, string error) => Reading.Errors($"providers: {{ p: {entry} }}").ShouldBe([error]);

    [Theory]
    [InlineData("providers: { p: { kind: openai } }", "providers.p has no api_key, and the vendor will refuse requests without one: set api_key, best to \"${NAME}\" of the environment.")]
    [InlineData("providers: { p: { kind: openai, base_url: 'http://x', seed: 3 } }", "providers.p.seed means nothing for the kind openai; it is for simulated.")]
    [InlineData("providers: { p: { kind: simulated, api_key: x } }", "providers.p.api_key means nothing for the kind simulated; it is for openai, anthropic, ollama, llama-server.")]
    [InlineData("providers: { p: { kind: simulated } }", "there are providers and no models: add 'models' that name them.")]
    public void What_means_nothing_is_a_warning(string yaml, string warning) => Reading.Warnings(yaml).ShouldContain(w => w.EndsWith("warning: " + warning, StringComparison.Ordinal));

    [Theory]
    [InlineData("m: { provider: far, simulate: {} }", "6:23: warning: models.m.simulate means nothing at 'far', which is of the kind openai; it is for simulated.")]
    [InlineData("m: { provider: far, file: /x.gguf }", "6:23: warning: models.m.file means nothing at 'far', which is of the kind openai; it is for llama-server.")]
    [InlineData("m: { provider: far, capabilities: [tool] }", "6:38: warning: models.m.capabilities: no capability 'tool' is known; it counts only where a role requires the same word. Did you mean 'tools'?")]
    [InlineData("m: { context_window: 10, deployments: [ { provider: far, context_window: 20 } ] }", "6:76: warning: models.m.deployments[0].context_window is larger than the model's own 10.")]
    public void A_model_may_say_what_is_odd_with_a_warning(string entry, string warning)
    {
        var text = Two.TrimEnd() + "\n\n  " + entry + "\n";

        Reading.Errors(text).ShouldBeEmpty();
        Reading.Warnings(text).ShouldContain(warning);
    }

    [Theory]
    [InlineData("\"task.type == 'codin'\"", 13 + 2)]
    [InlineData("'task.type == ''codin'''", 13 + 2)]
    [InlineData("task.type == 'codin'", 13 + 1)]
    [InlineData("\"\\u0074ask.type == 'codin'\"", 13 + 2 + 5)]
    public void An_error_in_a_rule_stands_at_its_column(string rule, int column) =>
        Reading.Errors($"routing:\n  rules:\n    - use: []\n      when: {rule}\n").Single().ShouldStartWith($"4:{12 + column}: routing.rules[0].when: task.type is never 'codin'.");

    [Fact]
    public void An_error_in_a_rule_that_is_a_block_of_one_line_stands_at_its_column() =>
        Reading.Errors("routing:\n  rules:\n    - use: []\n      when: >-\n        task.typ == 'coding'\n").Single()
            .ShouldStartWith("5:9: routing.rules[0].when: unknown name 'task.typ'.");

    [Fact]
    public void An_error_in_a_rule_over_several_lines_stands_at_its_beginning() =>
        Reading.Errors("routing:\n  rules:\n    - use: []\n      when: \"request.stream and\n        task.typ == 'coding'\"\n").Single()
            .ShouldStartWith("4:13: routing.rules[0].when: unknown name 'task.typ'.");

    [Fact]
    public void A_policys_condition_is_checked_like_a_rules() =>
        Reading.Errors("policies: [ { when: \"request.tenat == 'clinic'\", locality: local } ]").Single()
            .ShouldStartWith("1:22: policies[0].when: unknown name 'request.tenat'. Did you mean 'request.tenant'");

    [Fact]
    public void A_policy_must_demand_something_that_there_is()
    {
        const string Models = "providers: { sim: { kind: simulated } }\nmodels: { small: { provider: sim } }\npolicies:\n";
        Reading.Errors(Models + "  - { when: \"request.stream == true\" }").Single().ShouldBe("4:5: policies[0] demands nothing: give it 'locality', 'models' or 'providers'.");
        Reading.Errors(Models + "  - { when: \"request.stream == true\", models: [smal], providers: [sin] }").ShouldBe(
        [
            "4:48: policies[0].models[0]: there is no model 'smal'. Did you mean 'small'?",
            "4:67: policies[0].providers[0]: there is no provider 'sin'. Did you mean 'sim'?",
        ]);
        Reading.Errors(Models + "  - { when: \"request.tags contains 'phi'\", locality: local, models: small, providers: [sim] }").ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_acted_on_is_a_warning_where_it_stands()
    {
        var warnings = Reading.Warnings("""
            server: { keys: required }
            panels: { careful: { members: [a, b], kind: vote } }
            cache: { enabled: true }
            """);

        warnings.ShouldBe(
        [
            "2:1: warning: panels is not acted on in this version.",
        ]);
    }

    [Fact]
    public void What_is_not_acted_on_is_no_warning_at_its_default() =>
        Reading.Warnings("server: { keys: auto }\ncache: { max_bytes: 256MB }\nresidency: { max_wait: 10s }\nbudgets: []\ndatabase: null\n").ShouldBeEmpty();

    [Fact]
    public void Server_keys_may_be_off_where_only_this_machine_reaches_it() =>
        Reading.Errors("server: { keys: off, urls: ['http://localhost:1', 'http://127.0.0.2:1', 'http://[::1]:1'] }").ShouldBeEmpty();

    [Fact]
    public void Two_budgets_of_the_same_are_an_error_and_others_stand_beside_each_other() =>
        Reading.Errors("budgets:\n  - { limit_usd: 1, per: day }\n  - { limit_usd: 2 }\n  - { id: main, limit_usd: 2, per: day }\n  - { limit_usd: 3, per: day }\n")
            .ShouldBe(["5:5: budgets[3] limits the same as budgets[0]: leave one of them out."]);

    [Fact]
    public void A_rule_uses_models_and_roles() =>
        Reading.Errors(Two + "roles: { r: {} }\nrouting: { rules: [ { when: request.stream, use: [large, r, 'role:r'] } ] }").ShouldBeEmpty();
}
