namespace Baton.Storage.Audit;

/// <summary>A control action: who did what, when, from where, and how it ended.</summary>
public sealed class AuditEntry
{
    /// <summary>Its place in the log; 0 before it is written.</summary>
    public long Seq { get; set; }

    /// <summary>Tells it from every other: writing it twice keeps it once.</summary>
    public string Id { get; set; } = "";

    /// <summary>When, in milliseconds since 1970, UTC.</summary>
    public long AtMs { get; set; }

    /// <summary>Who: a key's id, <c>anonymous</c> where none was needed, <c>cli:USER</c>, or what Baton does by itself: <c>auto</c>, <c>canary</c>, <c>schedule</c>, <c>configuration</c>.</summary>
    public string By { get; set; } = "";

    /// <summary>What people call the key.</summary>
    public string? Name { get; set; }

    /// <summary>The address that it came from; <c>null</c>: from Baton itself or its command line.</summary>
    public string? Source { get; set; }

    /// <summary>What: <c>role.swap</c>, <c>key.create</c>.</summary>
    public string Action { get; set; } = "";

    /// <summary>Of what: the role, the model, the key.</summary>
    public string? Target { get; set; }

    /// <summary>What was asked, as it may be stored.</summary>
    public string? Detail { get; set; }

    /// <summary><c>done</c>, <c>refused</c> (the caller's fault or lack of right) or <c>failed</c>.</summary>
    public string Outcome { get; set; } = "done";

    /// <summary>The status that it was answered with; <c>null</c>: nobody was answered.</summary>
    public long? Status { get; set; }

    /// <summary>The request's id.</summary>
    public string? RequestId { get; set; }
}
