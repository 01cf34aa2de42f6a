using Superpower.Display;

namespace Baton.Routing.Rules;

/// <summary>The words and signs of the rules' language.</summary>
internal enum RuleToken
{
    [Token(Category = "name")]
    Name,

    [Token(Category = "number")]
    Number,

    [Token(Category = "text")]
    Text,

    [Token(Example = "true")]
    True,

    [Token(Example = "false")]
    False,

    [Token(Example = "and")]
    And,

    [Token(Example = "or")]
    Or,

    [Token(Example = "not")]
    Not,

    [Token(Example = "in")]
    In,

    [Token(Example = "contains")]
    Contains,

    [Token(Example = "==")]
    Equal,

    [Token(Example = "!=")]
    NotEqual,

    [Token(Example = "<")]
    Less,

    [Token(Example = "<=")]
    LessOrEqual,

    [Token(Example = ">")]
    Greater,

    [Token(Example = ">=")]
    GreaterOrEqual,

    [Token(Example = "(")]
    Open,

    [Token(Example = ")")]
    Close,

    [Token(Example = "[")]
    OpenList,

    [Token(Example = "]")]
    CloseList,

    [Token(Example = ",")]
    Comma,
}
