namespace Baton.Tests.Models.Configuration;

public sealed class ErrorTests
{
    [Fact]
    public void Every_error_is_told_at_once_in_the_files_order() =>
        Reading.Errors("""
            server: { url: [http://127.0.0.1:7411], max_body: lots }
            providers:
              openai: { kind: opnai }
            models:
              gpt: { provider: openia, quality: 2 }
            rolls: {}
            """).ShouldBe(
        [
            "1:11: unknown key 'url' in server. Did you mean 'urls'?",
            "1:51: server.max_body must be a size such as 16GB, 512MiB or a number of bytes, not 'lots': units are KB, MB, GB, TB (10³ …) and KiB, MiB, GiB, TiB (2¹⁰ …).",
            "3:19: providers.openai.kind must be one of openai, anthropic, ollama, llama-server, simulated, not 'opnai': did you mean 'openai'?",
            "5:20: models.gpt.provider: there is no provider 'openia'. Did you mean 'openai'?",
            "5:37: models.gpt.quality must be a number from 0 to 1, not '2'.",
            "6:1: unknown key 'rolls'. Did you mean 'roles'?",
        ]);

    [Theory]
    [InlineData("a: b: c", "1:5: this is no YAML: while scanning a plain scalar value, found invalid mapping.")]
    [InlineData("models:\n  a: 'x", "2:6: this is no YAML: while scanning a quoted scalar, found unexpected end of stream.")]
    [InlineData("server: { urls: [http://127.0.0.1:1\ndata: x\n", "1:17: this is no YAML: a bracket or a quote that begins here or before is not closed.")]
    [InlineData("a: 1\n---\nb: 2\n", "2:1: a configuration is one YAML document; a second one begins here.")]
    [InlineData("data: *nowhere\n", "1:7: the alias '*nowhere' has no anchor before it.")]
    [InlineData("? [a]\n: b\n", "1:3: a key must be a single text, not a list or a mapping.")]
    [InlineData("p: { kind: openai, api_key: ${X} }", "1:29: this breaks YAML: inside { } or [ ] a ${NAME} must stand in quotes: \"${NAME}\".")]
    [InlineData("p: [ ${X} ]", "1:6: this breaks YAML: inside { } or [ ] a ${NAME} must stand in quotes: \"${NAME}\".")]
    [InlineData("p: { kind: openai,\n  api_key: ${X:-a} }", "2:12: this breaks YAML: inside { } or [ ] a ${NAME} must stand in quotes: \"${NAME}\".")]
    public void A_syntax_error_stands_alone_with_its_place(string yaml, string error) => Reading.Errors("nonsense: 1\n" + yaml)
        .ShouldBe([Moved(error)]);

    [Fact]
    public void A_tab_as_indentation_gets_its_hint() =>
        Reading.Errors("server:\n\tkeys: auto\n").ShouldBe(["2:1: this is no YAML: it indents with spaces, and here stands a tab."]);

    [Fact]
    public void A_key_that_stands_twice_is_an_error_that_names_the_first() =>
        Reading.Errors("""
            data: a
            providers:
              sim: { kind: simulated, seed: 1, seed: 2 }
              sim: { kind: simulated }
            data: b
            """).ShouldBe(
        [
            "3:36: providers.sim has the key 'seed' twice; the first stands in line 3.",
            "4:3: providers has 'sim' twice; the first stands in line 3.",
            "5:1: the configuration has the key 'data' twice; the first stands in line 1.",
        ]);

    [Fact]
    public void A_missing_key_is_an_error_at_what_needs_it() =>
        Reading.Errors("""
            providers:
              a: { api_key: x }
              b:
            models:
              m: {}
            budgets: [ {} ]
            """).Select(e => e[..e.IndexOf(':', 5)]).ShouldBe(
            ["2:3: providers.a needs the key 'kind'", "3:3: providers.b needs the key 'kind'", "5:3: models.m says nothing of where it runs", "6:12: budgets[0] needs the key 'limit_usd'"]);

    [Fact]
    public void A_list_of_keys_is_named_where_none_is_near() =>
        Reading.Errors("cache: { zzzzzz: 1 }").ShouldBe(["1:10: unknown key 'zzzzzz' in cache. Known are enabled, max_bytes, ttl."]);

    [Fact]
    public void A_whole_configuration_that_is_no_mapping_is_an_error() =>
        Reading.Errors("- a\n- b\n").ShouldBe(["1:1: the configuration must be a mapping with keys such as server, data, database, not a list."]);

    [Theory]
    [InlineData("models: { auto: { provider: p } }", "requests that say 'auto' leave the choice to the router")]
    [InlineData("models: { 'auto:cost': { provider: p } }", "requests that say 'auto' leave the choice to the router")]
    [InlineData("models: { 'role:x': { provider: p } }", "'role:' asks for a role")]
    [InlineData("models: { 'panel:x': { provider: p } }", "'panel:' asks for a panel")]
    [InlineData("models: { 'a@b': { provider: p } }", "'@' means a deployment, as in MODEL@PROVIDER")]
    [InlineData("models: { 'a b': { provider: p } }", "printable ASCII")]
    [InlineData("models: { 'é': { provider: p } }", "printable ASCII")]
    [InlineData("models: { '': { provider: p } }", "a name must not be empty")]
    [InlineData("providers: { 'a#2': { kind: openai } }", "'@' and '#' have a meaning")]
    public void Names_that_would_be_taken_for_something_else_are_refused(string yaml, string why) => Reading.Errors(yaml).Single().ShouldContain(why);

    [Theory]
    [InlineData("meta-llama/Llama-3.1:8b")]
    [InlineData("autocoder")]
    [InlineData("gpt-4.1")]
    [InlineData("gemma#2")]
    public void Names_with_signs_that_models_have_are_taken(string id) =>
        Reading.Options($"providers: {{ sim: {{ kind: simulated }} }}\nmodels: {{ '{id}': {{ provider: sim }} }}").Models[0].Card.Id.ShouldBe(id);

    [Fact]
    public void Anchors_and_aliases_work() =>
        Reading.Options("""
            providers: { sim: { kind: simulated } }
            models:
              a: &same { provider: sim, context_window: 10 }
              b: *same
            """).Models[1].Card.ContextWindow.ShouldBe(10);

    [Fact]
    public void Aliases_that_multiply_without_bound_are_refused()
    {
        var lines = Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]");

        Reading.Errors("a0: &a0 [x, x, x]\n" + string.Join('\n', lines)).Single().ShouldContain("more than 200000 values");
    }

    [Fact]
    public void Nesting_without_bound_is_refused() =>
        Reading.Errors("data: " + new string('[', 5000)).Single().ShouldContain("nested more than 64 levels deep");

    // The theory puts a line before each text: the error moves down by one, and the unknown key of that line stays unsaid.
    private static string Moved(string error)
    {
        var colon = error.IndexOf(':', StringComparison.Ordinal);
        return (int.Parse(error[..colon], System.Globalization.CultureInfo.InvariantCulture) + 1) + error[colon..];
    }
}
