using Baton.Models.Configuration;

namespace Baton.Tests.Models.Configuration;

public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("${A}", "one")]
    [InlineData("x-${A}-y", "x-one-y")]
    [InlineData("${A}${B}", "onetwo")]
    [InlineData("${C:-three}", "three")]
    [InlineData("${EMPTY:-three}", "three")]
    [InlineData("a${C:-}b", "ab")]
    [InlineData("${C:-http://x:1/}", "http://x:1/")]
    [InlineData("$${A}", "${A}")]
    [InlineData("$A", "$A")]
    [InlineData("100$", "100$")]
    public void A_variable_is_put_in(string text, string read) =>
        Reading.Options($"roles: {{ r: {{ system: \"{text}\" }} }}", ("A", "one"), ("B", "two"), ("EMPTY", "")).Roles[0].System.ShouldBe(read);

    [Theory]
    [InlineData("${A", "1:24: roles.r.system has a '${' without its '}'.")]
    [InlineData("${}", "1:24: roles.r.system names no environment variable in '${}': write ${NAME} or ${NAME:-default}.")]
    [InlineData("${1A}", "1:24: roles.r.system names no environment variable in '${1A}': write ${NAME} or ${NAME:-default}.")]
    [InlineData("${A-B}", "1:24: roles.r.system names no environment variable in '${A-B}': write ${NAME} or ${NAME:-default}.")]
    [InlineData("x ${NONE}", "1:26: roles.r.system needs the environment variable NONE, which is not set: set it, or give a default with ${NONE:-default}.")]
    public void A_variable_that_is_wrong_or_unset_is_an_error_at_its_column(string text, string error) =>
        Reading.Errors($"roles: {{ r: {{ system: \"{text}\" }} }}").ShouldBe([error]);

    [Theory]
    [InlineData("a: b\n- [c]")]
    [InlineData("{ x: 1 }")]
    [InlineData("\"quoted\" # no comment")]
    [InlineData("null")]
    [InlineData("${OTHER}")]
    public void What_a_variable_holds_is_never_parsed_as_YAML(string value) =>
        Reading.Options("roles: { r: { system: \"${A}\" } }", ("A", value)).Roles[0].System.ShouldBe(value);

    [Fact]
    public void What_a_variable_holds_is_converted_to_the_keys_type()
    {
        var options = Reading.Options(
            """
            server: { max_body: "${SIZE}", shutdown_timeout: "${TIME}" }
            defaults: { attempts: "${COUNT}", max_concurrency: "${NONE:-}" }
            cache: { enabled: "${FLAG}" }
            data: ${PLACE}/state
            """,
            ("SIZE", "1MB"), ("TIME", "5s"), ("COUNT", "2"), ("FLAG", "true"), ("PLACE", "/srv"));

        options.Server.MaxBodyBytes.ShouldBe(1_000_000);
        options.Server.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.Defaults.ShouldBe(new RequestPolicyOptions { Attempts = 2 });
        options.Cache.Enabled.ShouldBeTrue();
        options.Data.ShouldBe("/srv/state");
    }

    [Fact]
    public void What_a_variable_holds_is_not_shown_where_it_is_wrong() =>
        Reading.Errors("defaults: { attempts: \"${A}\" }", ("A", "sk-secret")).ShouldBe(
            ["1:23: defaults.attempts must be a whole number from 1 to 100, not what '${A}' holds."]);

    [Fact]
    public void An_empty_key_counts_as_none()
    {
        var providers = Reading.Options(
            """
            providers:
              a: { kind: openai, base_url: "http://x/", api_key: "" }
              b: { kind: openai, base_url: "http://x/", api_key: "${NONE:-}" }
              c: { kind: openai, base_url: "${NONE:-}", api_keys: ["${NONE:-}", "${ONE}", ""] }
            """,
            ("ONE", "sk-1")).Providers;

        providers[0].ApiKeys.ShouldBeEmpty();
        providers[1].ApiKeys.ShouldBeEmpty();
        providers[2].ApiKeys.ShouldBe(["sk-1"]);
        providers[2].BaseUrl.ShouldBeNull();
    }

    [Fact]
    public void A_name_of_a_key_takes_no_variable() => Reading.Errors("\"${A}\": 1", ("A", "data")).Single().ShouldStartWith("1:1: unknown key '${A}'.");

    [Fact]
    public void Secrets_are_never_printed()
    {
        const string secret = "s3cret";
        var result = Reading.Yaml(
            """
            database: "Host=db;Password=${S}"
            providers:
              a: { kind: openai, base_url: "http://user:${S}@x:99999999/", api_key: "${S}" }
              b: { kind: openai, base_url: "http://x", api_key: [ "s3cret" ], api_keys: "s3cret" }
            """,
            ("S", secret));

        result.Messages.Count(m => !m.IsWarning).ShouldBeGreaterThan(2);
        string.Join('\n', result.Messages).ShouldNotContain(secret);
        var options = Reading.Options("database: \"Password=s3cret\"\nproviders: { a: { kind: openai, base_url: 'http://x', api_key: s3cret } }");
        $"{options} {options.Providers[0]}".ShouldNotContain(secret);
    }
}
