namespace Baton.Tests.Routing.Rules;

public sealed class RuleCheckTests
{
    [Fact]
    public void An_error_of_a_rule_stands_at_its_line_and_column() =>
        Messages("""
            routing:
              rules:
                - { when: "task.type == 'codng' and task.complexity > 0.7", use: tiny }
            """).ShouldBe(["7:29: routing.rules[0].when: task.type is never 'codng'. Did you mean 'coding'?"]);

    [Fact]
    public void Every_error_of_every_rule_and_policy_is_told_at_once() =>
        Messages("""
            routing:
              rules:
                - when: task.typ == 'coding' or request.tools > 1
                  use: tiny
                - when: task.complexity >
                  use: tiny
            policies: [ { when: "request.tenant = 'clinic'", locality: local } ]
            """).ShouldBe(
            [
                "7:13: routing.rules[0].when: unknown name 'task.typ'. Did you mean 'task.type'?",
                "7:37: routing.rules[0].when: '>' compares two numbers, not true or false and a number.",
                "9:30: routing.rules[1].when: unexpected end of input, expected a name, a value or '('.",
                "11:37: policies[0].when: one '=' compares nothing; write '=='.",
            ]);

    [Fact]
    public void A_rule_that_is_missing_or_empty_is_told_once() =>
        Messages("""
            routing:
              rules:
                - { use: tiny }
                - { when: "", use: tiny }
                - { when: [a], use: tiny }
            """).Length.ShouldBe(3);

    [Fact]
    public void Rules_of_every_form_are_taken() =>
        Messages("""
            routing:
              rules:
                - when: >
                    task.type in ['coding', 'reasoning']
                    and not request.stream
                  use: [tiny, "role:helper", helper]
            """).ShouldBeEmpty();

    private static string[] Messages(string rest)
    {
        var yaml = $"""
            providers: {"{ sim: { kind: simulated } }"}
            models:
              tiny: {"{ provider: sim }"}
            roles: {"{ helper: { model: tiny } }"}
            {rest}
            """;
        return [.. BatonConfiguration.Read(yaml, "baton.yaml", _ => null).Messages
            .Where(m => !m.IsWarning).Select(m => $"{m.Line}:{m.Column}: {m.Message}")];
    }
}
