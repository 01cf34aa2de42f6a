namespace Baton.Models;

/// <summary>What a request asks for, as routing, profiles and learnings tell tasks apart.</summary>
public enum TaskType
{
    /// <summary>Nothing in particular.</summary>
    General,

    /// <summary>Mathematics, logic, planning.</summary>
    Reasoning,

    /// <summary>Writing, explaining or mending programs.</summary>
    Coding,

    /// <summary>Stories, poems, names, slogans.</summary>
    Creative,

    /// <summary>Making a long text short.</summary>
    Summarization,

    /// <summary>From one language to another.</summary>
    Translation,

    /// <summary>Choosing one of given labels.</summary>
    Classification,

    /// <summary>A question about facts.</summary>
    QuestionAnswering,
}
