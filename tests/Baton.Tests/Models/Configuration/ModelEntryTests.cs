using Baton.Models;
using Baton.Models.Configuration;

namespace Baton.Tests.Models.Configuration;

public sealed class ModelEntryTests
{
    private static readonly ProviderOptions[] Known =
    [
        new() { Name = "sim", Kind = ProviderKinds.Simulated },
        new() { Name = "here", Kind = ProviderKinds.LlamaServer, Folder = "/weights", BaseUrl = new Uri("http://127.0.0.1:1") },
    ];

    [Fact]
    public void A_body_is_the_configurations_entry_and_an_id()
    {
        var result = BatonConfiguration.ReadModel(
            """{ "id": "m", "context_window": 10, "capabilities": ["tools"], "deployments": [ { "provider": "sim", "attempts": 2, "stall_timeout": "5s" }, { "provider": "here", "file": "x.gguf" } ] }""",
            Known);

        result.Messages.ShouldBeEmpty();
        var model = result.Model.ShouldNotBeNull();
        model.Card.ShouldBe(new ModelCard { Id = "m", ContextWindow = 10, Capabilities = ["tools"] });
        model.Deployments[0].Policy.ShouldBe(new RequestPolicyOptions { Attempts = 2, StallTimeout = TimeSpan.FromSeconds(5) });
        model.Deployments[1].File.ShouldBe("/weights/x.gguf");
    }

    [Fact]
    public void The_address_may_give_the_id()
    {
        BatonConfiguration.ReadModel("""{ "provider": "sim" }""", Known, "m").Model!.Card.Id.ShouldBe("m");
        BatonConfiguration.ReadModel("""{ "id": "m", "provider": "sim" }""", Known, "m").Model!.Card.Id.ShouldBe("m");
        Errors("""{ "id": "n", "provider": "sim" }""", "m").ShouldBe(["id invalid_request: the body's id 'n' is not the address's 'm'."]);
    }

    [Theory]
    [InlineData("""{ "provider": "sim" }""", "id invalid_request: the body needs an 'id': the name by which requests ask for the model.")]
    [InlineData("""{ "id": 5, "provider": "sim" }""", "id invalid_request: id must be a text, not '5'.")]
    [InlineData("""{ "id": "auto", "provider": "sim" }""", "id invalid_request: a model cannot have the id 'auto': requests that say 'auto' leave the choice to the router.")]
    [InlineData("""{ "id": "m" }""", "provider invalid_request: the configuration says nothing of where it runs: give it a 'provider', or 'deployments' with one each.")]
    [InlineData("""{ "id": "m", "provider": "si" }""", "provider not_allowed: provider: there is no provider 'si'. Did you mean 'sim'?")]
    [InlineData("""{ "id": "m", "provider": "sim", "quality": "0.5" }""", "quality invalid_request: quality must be a number from 0 to 1, not '0.5'.")]
    [InlineData("""{ "id": "m", "provider": "sim", "qualty": 0.5 }""", "qualty invalid_request: unknown key 'qualty'. Did you mean 'quality'?")]
    [InlineData("""{ "id": "m", "deployments": [ { "provider": "sim", "weight": -1 } ] }""", "deployments[0].weight invalid_request: deployments[0].weight must be a number of at least 0, not '-1'.")]
    [InlineData("""{ "id": "m", "provider": "here", "command": "rm" }""", "command configuration_only: command can be set in the configuration file only.")]
    [InlineData("""{ "id": "m", "provider": "here", "args": [] }""", "args configuration_only: args can be set in the configuration file only.")]
    [InlineData("""{ "id": "m", "deployments": [ { "provider": "here", "env": {} } ] }""", "deployments[0].env configuration_only: deployments[0].env can be set in the configuration file only.")]
    [InlineData("""{ "id": "m", "provider": "here", "file": "/etc/passwd" }""", "file configuration_only: file lies outside the provider's folder, which the configuration file alone may do.")]
    [InlineData("""{ "id": "m", "provider": "here", "file": "../x.gguf" }""", "file configuration_only: file lies outside the provider's folder, which the configuration file alone may do.")]
    [InlineData("""[]""", " invalid_request: the body must be a JSON object: an entry of 'models' with its id.")]
    public void What_is_wrong_is_told_with_its_key_and_code(string json, string error) => Errors(json).ShouldBe([error]);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ id: m }")]
    [InlineData("{} {}")]
    [InlineData("""{ "id": "\ud800" }""")]
    [InlineData("id: m")]
    public void What_is_no_JSON_has_its_own_code(string json) => BatonConfiguration.ReadModel(json, Known).Messages.Single().Code.ShouldBe(ErrorCodes.InvalidJson);

    [Fact]
    public void A_body_never_reads_the_gateways_environment() =>
        BatonConfiguration.ReadModel("""{ "id": "m", "provider": "sim", "model": "${HOME}" }""", Known).Model!.Deployments[0].Model.ShouldBe("${HOME}");

    [Fact]
    public void What_is_not_acted_on_is_a_warning_with_its_key() =>
        BatonConfiguration.ReadModel("""{ "id": "m", "provider": "sim", "memory": 2 }""", Known).Messages
            .ShouldHaveSingleItem().ShouldBe(new ConfigurationMessage("body", 1, 33, "memory is not acted on in this version.", true) { Path = "memory" });

    private static string[] Errors(string json, string? id = null)
    {
        var result = BatonConfiguration.ReadModel(json, Known, id);
        result.Model.ShouldBeNull();
        return [.. result.Messages.Where(m => !m.IsWarning).Select(m => $"{m.Path} {m.Code}: {m.Message}")];
    }
}
