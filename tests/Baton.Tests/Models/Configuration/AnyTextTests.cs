using Baton.Models.Configuration;
using Baton.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Models.Configuration;

/// <summary>Whatever stands in a file, reading it reports and never throws.</summary>
public sealed class AnyTextTests
{
    private static readonly string Example = File.ReadAllText(Path.Combine(Checkout.Root, "baton.example.yaml"));

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ":", "- ", "\n", "\n  ", "\t", "'", "\"", "${", "${X}", "&a ", "*a", "!!int ", "|\n", ">-\n", "? ", "---\n", "...\n", "%YAML 1.2\n", "#", ",", "null", "~", "\\u12", "\uFEFF", "é", "\ud83d\ude00", "\0", "<<: *a"];

    [Fact]
    public void Any_text_is_reported_on() => Holds(ArbMap.Default.ArbFor<string>().Generator.Select(s => s ?? ""));

    [Fact]
    public void Any_pieces_of_YAML_are_reported_on() =>
        Holds(Gen.ArrayOf(Gen.OneOf(Gen.Elements(Pieces), Gen.Elements("server", "models", "providers", "kind", "auto", "1", "x"))).Select(string.Concat));

    [Fact]
    public void Any_damage_to_a_valid_file_is_reported_on() => Holds(
        from at in Gen.Choose(0, Example.Length - 1)
        from length in Gen.Choose(0, 40)
        from piece in Gen.Elements(Pieces)
        let end = Math.Min(Example.Length, at + length)
        select Example[..at] + piece + Example[end..]);

    [Fact]
    public void Any_body_is_reported_on() => Prop.ForAll(
        Gen.ArrayOf(Gen.OneOf(Gen.Elements(Pieces), Gen.Elements("\"id\"", "\"m\"", "\"provider\"", "1"))).Select(string.Concat).ToArbitrary(),
        text =>
        {
            var result = BatonConfiguration.ReadModel(text, []);
            result.HasErrors.ShouldBe(result.Model is null);
        }).QuickCheckThrowOnFailure();

    private static void Holds(Gen<string> texts) => Prop.ForAll(texts.ToArbitrary(), text =>
    {
        var result = BatonConfiguration.Read(text, "any.yaml", _ => null);
        result.HasErrors.ShouldBe(result.Options is null);
        foreach (var message in result.Messages)
        {
            CheckPlace(message, text);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static void CheckPlace(ConfigurationMessage message, string text)
    {
        message.Line.ShouldBeInRange(1, text.Count(c => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 2);
        message.Column.ShouldBeInRange(1, text.Length + 2);
    }
}
