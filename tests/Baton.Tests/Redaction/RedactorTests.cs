using Baton.Models.Configuration;
using Baton.Redaction;

namespace Baton.Tests.Redaction;

public sealed class RedactorTests
{
    private static readonly RedactionOptions Everything = new() { PersonalData = true };

    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abcdefghijklmnop1234.", "Incorrect API key provided: [redacted:api_key].")]
    [InlineData("use bt-QEh2q9KhjQy0GW49VjcRYFTJCbnUcu0_GXQFpYdu4nc now", "use [redacted:api_key] now")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "[redacted:api_key]")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345", "[redacted:api_key]")]
    [InlineData("Authorization: Bearer abc.def-ghi_jkl123", "Authorization: Bearer [redacted:token]")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r", "[redacted:token]")]
    [InlineData("postgres://me:hunter2@db/baton", "postgres://me:[redacted:password]@db/baton")]
    [InlineData("Host=db;Password=hunter2;Port=5", "Host=db;Password=[redacted:password];Port=5")]
    [InlineData("{\"api_key\": \"abcd1234\", \"x\": 1}", "{\"api_key\": \"[redacted:password]\", \"x\": 1}")]
    [InlineData("a -----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY----- b", "a [redacted:private_key] b")]
    public void Secrets_are_taken_out_by_their_form(string text, string left)
    {
        Redactor.Redact(text, new RedactionOptions()).ShouldBe(left);
        Redactor.Redact(left, new RedactionOptions()).ShouldBe(left); // Once is enough.
        Redactor.Redact(text, new RedactionOptions { Secrets = false }).ShouldBe(text);
    }

    [Theory]
    [InlineData("mail jo.doe+x@mail.example.org!", "mail [redacted:email]!")]
    [InlineData("pay to DE89 3704 0044 0532 0130 00 please", "pay to [redacted:iban] please")]
    [InlineData("card 4111 1111 1111 1111", "card [redacted:card]")]
    [InlineData("ssn 078-05-1120", "ssn [redacted:ssn]")]
    [InlineData("call +49 30 901820 or (212) 555-0100", "call [redacted:phone] or [redacted:phone]")]
    [InlineData("from 203.0.113.7", "from [redacted:ip_address]")]
    public void Personal_data_is_taken_out_where_that_is_set(string text, string left)
    {
        Redactor.Redact(text, Everything).ShouldBe(left);
        Redactor.Redact(left, Everything).ShouldBe(left);
        Redactor.Redact(text, new RedactionOptions()).ShouldBe(text);
    }

    [Theory]
    [InlineData("A swap of 'writer' from gpt-4o to claude-3.5 took 1234567 ms at 2026-03-04T05:06:07Z.")]
    [InlineData("order 4111 1111 1111 1112, part DE00 3704 0044 0532 0130 00, version 1.2.3")]
    [InlineData("The skeleton key: task-oriented; token budget 500; sk-8")]
    [InlineData("localhost 127.0.0.1 on port 7411, swap-01a2216965207d2eab9665dca68a5b8d")]
    [InlineData("")]
    public void What_is_neither_stays(string text) => Redactor.Redact(text, Everything).ShouldBe(text);
}
