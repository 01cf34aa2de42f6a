using Baton.Models;
using Baton.Routing;
using Baton.Routing.Rules;

namespace Baton.Tests.Routing.Rules;

public sealed class RuleParserTests
{
    private static readonly RuleInput HardCode = new(
        new TaskAnalysis(TaskType.Coding, 0.8, [Capabilities.Tools], InputTokens: 1_200, OutputTokens: 600),
        new RuleFacts(Tools: true, Stream: false, User: "ada", Tenant: "clinic", Turns: 7, ConversationTokens: 9_000, Role: "coder", BudgetSpent: 0.4));

    [Theory]
    [InlineData("task.type == 'coding' and task.complexity > 0.7")]
    [InlineData("task.type == \"coding\"")]
    [InlineData("task.type != 'creative'")]
    [InlineData("task.complexity >= 0.8 and task.complexity <= 0.8")]
    [InlineData("0.7 < task.complexity")]
    [InlineData("task.complexity > -1.5")]
    [InlineData("task.input_tokens > 1000")]
    [InlineData("task.output_tokens == 600")]
    [InlineData("task.requires contains 'tools'")]
    [InlineData("'tools' in task.requires")]
    [InlineData("not task.requires_speed")]
    [InlineData("request.tools")]
    [InlineData("request.tools == true and request.stream == false")]
    [InlineData("request.tools != request.stream")]
    [InlineData("request.user in ['bob', 'ada']")]
    [InlineData("request.user not in ['bob', 'eve']")]
    [InlineData("request.tenant contains 'lin'")]
    [InlineData("'lin' in request.tenant")]
    [InlineData("request.role == 'coder'")]
    [InlineData("conversation.turns in [6, 7]")]
    [InlineData("conversation.tokens > 8000")]
    [InlineData("budget.spent < 0.5")]
    [InlineData("not (task.type == 'creative' or request.stream)")]
    [InlineData("not task.type == 'creative'")]
    [InlineData("request.stream and request.stream or request.tools")]
    [InlineData("true or request.stream and request.stream")]
    [InlineData("true")]
    public void A_rule_that_holds_matches(string rule) => Parse(rule).Matches(HardCode).ShouldBeTrue();

    [Theory]
    [InlineData("task.type == 'coding' and task.complexity > 0.8")]
    [InlineData("task.type in ['reasoning', 'creative']")]
    [InlineData("task.requires contains 'vision'")]
    [InlineData("request.stream and (request.stream or request.tools)")]
    [InlineData("not request.tools")]
    [InlineData("request.user == 'Ada'")]
    [InlineData("conversation.turns in []")]
    [InlineData("task.type contains 'query'")]
    public void A_rule_that_does_not_hold_does_not_match(string rule) => Parse(rule).Matches(HardCode).ShouldBeFalse();

    [Fact]
    public void What_the_request_does_not_say_equals_nothing_and_holds_nothing()
    {
        var nobody = HardCode with { Facts = default };

        Parse("request.user == 'ada'").Matches(nobody).ShouldBeFalse();
        Parse("request.user != 'ada'").Matches(nobody).ShouldBeTrue();
        Parse("request.user in ['ada']").Matches(nobody).ShouldBeFalse();
        Parse("request.user contains 'a'").Matches(nobody).ShouldBeFalse();
    }

    [Fact]
    public void A_doubled_quote_stands_for_itself() =>
        Parse("request.user == 'O''Neill'").Matches(HardCode with { Facts = new(User: "O'Neill") }).ShouldBeTrue();

    [Fact]
    public void Testing_a_rule_allocates_nothing()
    {
        var rule = Parse("task.type in ['coding', 'reasoning'] and (task.complexity > 0.7 or request.user contains 'ada') and 'tools' in task.requires");
        rule.Matches(HardCode);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            rule.Matches(HardCode);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("task.typ == 'coding'", 0, "unknown name 'task.typ'. Did you mean 'task.type'?")]
    [InlineData("true and request.tols", 9, "'request.tools'")]
    [InlineData("task.type == 'codng'", 13, "task.type is never 'codng'. Did you mean 'coding'?")]
    [InlineData("'codng' == task.type", 0, "Did you mean 'coding'?")]
    [InlineData("task.type in ['coding', 'reasning']", 24, "'reasoning'")]
    [InlineData("task.requires contains 'visoin'", 23, "'vision'")]
    [InlineData("task.type == coding", 13, "A text stands in quotes: 'coding'.")]
    [InlineData("task.complexity > 'high'", 0, "compares two numbers, not a number and a text")]
    [InlineData("task.type > 'a'", 0, "compares two numbers")]
    [InlineData("true and task.type == 7", 9, "a text is never equal to a number")]
    [InlineData("task.requires == 'tools'", 0, "ask with 'contains'")]
    [InlineData("task.type == ['coding']", 0, "ask with 'in'")]
    [InlineData("task.requires == ['tools']", 0, "not compared as a whole")]
    [InlineData("7 in task.requires", 0, "a number cannot be in a list of texts")]
    [InlineData("task.complexity contains 1", 0, "cannot be in a number")]
    [InlineData("conversation.turns in [1, 'two']", 26, "items of a list are of one type")]
    [InlineData("conversation.turns in [true]", 23, "not true or false")]
    [InlineData("task.type", 0, "a rule needs something that is true or false, and this is a text")]
    [InlineData("not task.complexity", 4, "'not' needs")]
    [InlineData("true or 7", 8, "'or' needs")]
    [InlineData("task.type = 'coding'", 10, "write '=='")]
    [InlineData("true && true", 5, "write 'and'")]
    [InlineData("true || true", 5, "write 'or'")]
    [InlineData("!true", 0, "write 'not'")]
    [InlineData("task.type == 'coding", 13, "no closing '")]
    [InlineData("task.complexity > 1.2.3", 18, "'1.2.3' is no number")]
    [InlineData("task.complexity > 5.", 18, "is no number")]
    [InlineData("task.input_tokens > 10k", 20, "'10k' is no number")]
    [InlineData("task.complexity >", 17, "unexpected end of input, expected")]
    [InlineData("(true", 5, "unexpected end of input, expected")]
    [InlineData("true true", 5, "unexpected")]
    [InlineData("true)", 4, "unexpected")]
    [InlineData("0 < task.complexity < 1", 20, "do not chain")]
    [InlineData("task.type == 'coding' ;", 22, "';'")]
    [InlineData("and true", 0, "unexpected")]
    public void What_is_wrong_is_said_at_its_place(string rule, int offset, string message)
    {
        var error = RuleParser.Parse(rule).Errors.ShouldHaveSingleItem();

        error.Message.ShouldContain(message);
        error.Offset.ShouldBe(offset);
    }

    [Fact]
    public void Every_error_of_meaning_is_told_at_once()
    {
        var errors = RuleParser.Parse("task.typ == 'coding' or task.type == 'codng' and task.complexity > 'x'").Errors;

        errors.Select(e => e.Offset).ShouldBe([0, 37, 49]);
    }

    [Fact]
    public void A_rule_that_would_exhaust_the_stack_is_refused()
    {
        RuleParser.Parse(new string('(', 2_000) + "true" + new string(')', 1_900)).Errors[0].Message.ShouldContain("64 deep");
        RuleParser.Parse(string.Concat(Enumerable.Repeat("not ", 900)) + "true").Errors[0].Message.ShouldContain("64 deep");
        RuleParser.Parse(new string(' ', 5_000)).Errors[0].Message.ShouldContain("at most 4000 characters");
    }

    private static Rule Parse(string rule)
    {
        var parsed = RuleParser.Parse(rule);
        parsed.Errors.ShouldBeEmpty();
        return parsed.Rule.ShouldNotBeNull();
    }
}
