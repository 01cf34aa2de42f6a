using Baton.Detection;
using Baton.Models;
using Baton.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Tests.Detection;

public sealed class DetectorTests : IDisposable
{
    private readonly FakeInventory _openai = new(ProviderKinds.OpenAI);
    private readonly FakeInventory _anthropic = new(ProviderKinds.Anthropic);
    private readonly FakeInventory _ollama = new(ProviderKinds.Ollama);
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly FakeTimeProvider _time = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-detect");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_at_all_means_the_simulated_ensemble_and_says_so()
    {
        var found = await DetectAsync();

        found.Simulated.ShouldBeTrue();
        found.Findings.ShouldBe(["simulated models: sim-large, sim-medium, sim-small"]);
        found.Notes[0].ShouldContain("simulated");
        var models = Catalog.Build(found.Options).Models;
        models.Select(m => m.Id).ShouldBe(["sim-large", "sim-medium", "sim-small"]);
        models.ShouldAllBe(m => m.Card.Simulated && m.Deployments.Single().Provider.Kind == ProviderKinds.Simulated);
        models.Select(m => m.Card.Quality!.Value).ShouldBeInOrder(SortDirection.Descending);
        models.Select(m => m.Card.LatencyMs!.Value).ShouldBeInOrder(SortDirection.Descending);
        models.Select(m => m.Card.Price!.Output!.Value).ShouldBeInOrder(SortDirection.Descending);
        Detector.SimulatedOptions().ShouldBe(found.Options);
    }

    public static TheoryData<string, string, string> Keys => new()
    {
        { "OPENAI_API_KEY", "openai", "openai" },
        { "ANTHROPIC_API_KEY", "anthropic", "anthropic" },
        { "GEMINI_API_KEY", "gemini", "openai" },
        { "GOOGLE_API_KEY", "gemini", "openai" },
        { "MISTRAL_API_KEY", "mistral", "openai" },
        { "GROQ_API_KEY", "groq", "openai" },
        { "OPENROUTER_API_KEY", "openrouter", "openai" },
        { "DEEPSEEK_API_KEY", "deepseek", "openai" },
        { "XAI_API_KEY", "xai", "openai" },
        { "TOGETHER_API_KEY", "together", "openai" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_key_in_its_usual_variable_is_a_provider_and_is_never_shown(string variable, string provider, string kind)
    {
        _environment[variable] = " sk-secret ";
        _openai.Lists(provider, "some-model");
        _anthropic.Lists(provider, "some-model");

        var found = await DetectAsync();

        found.Simulated.ShouldBeFalse();
        var one = found.Options.Providers.Single();
        (one.Name, one.Kind, one.ApiKeys.Single()).ShouldBe((provider, kind, "sk-secret"));
        found.Options.Models.Single().Card.Id.ShouldBe("some-model");
        found.Findings.Single().ShouldBe($"{provider} ({variable}): 1 model");
        string.Concat(found.Findings.Concat(found.Notes)).ShouldNotContain("secret");
    }

    [Fact]
    public async Task Listed_models_get_their_well_known_cards_the_best_first()
    {
        _environment["OPENAI_API_KEY"] = "k";
        _openai.Lists("openai", "whisper-1", "gpt-4o-mini", "text-embedding-3-small", "gpt-4o-2024-08-06", "dall-e-3", "gpt-6-sol", "gpt-4o", "babbage-002");

        var models = (await DetectAsync()).Options.Models;

        models.Select(m => m.Card.Id).ShouldBe(["gpt-6-sol", "gpt-4o", "gpt-4o-mini"]);
        models[1].Card.Price.ShouldBe(new TokenPrice(2.50m, 10m, 1.25m));
        models[1].Card.ContextWindow.ShouldBe(128_000);
        models[1].Deployments.Single().Model.ShouldBeNull();
    }

    [Fact]
    public async Task A_model_that_is_listed_by_its_date_alone_is_asked_for_by_it()
    {
        _environment["ANTHROPIC_API_KEY"] = "k";
        _anthropic.Lists("anthropic", "claude-haiku-4-5-20251001");

        var model = (await DetectAsync()).Options.Models.Single();

        model.Card.Id.ShouldBe("claude-haiku-4-5");
        model.Deployments.Single().Model.ShouldBe("claude-haiku-4-5-20251001");
    }

    [Fact]
    public async Task Where_the_list_cannot_be_had_the_table_serves_and_that_is_said()
    {
        _environment["DEEPSEEK_API_KEY"] = "sk-secret";
        _openai.Fails("deepseek", ErrorCodes.UpstreamError, "deepseek answered 500: do not tell sk-secret to anyone");

        var found = await DetectAsync();

        found.Options.Models.Select(m => m.Card.Id).ShouldBe(["deepseek-v4-pro", "deepseek-v4-flash"]);
        found.Findings.Single().ShouldContain("of Baton's own table");
        found.Notes.Single().ShouldContain("could not be asked");
        found.Notes.Single().ShouldNotContain("sk-secret");
    }

    [Fact]
    public async Task A_server_that_hangs_holds_the_start_up_two_seconds_at_most()
    {
        _environment["DEEPSEEK_API_KEY"] = "k";
        _environment["GROQ_API_KEY"] = "k";
        _openai.Hangs("deepseek").Hangs("groq");

        var detecting = DetectAsync();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        detecting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));

        (await detecting).Notes.ShouldContain(n => n.Contains("no answer within 2 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_key_opens_nothing()
    {
        _environment["OPENAI_API_KEY"] = "sk-wrong";
        _openai.Fails("openai", ErrorCodes.UpstreamCredentials, "Incorrect API key provided: sk-w…ng");

        var found = await DetectAsync();

        found.Notes[0].ShouldBe("openai (OPENAI_API_KEY) was left out: it refuses the key.");
        found.Simulated.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_address_for_a_vendors_wire_is_another_server_with_what_it_lists()
    {
        _environment["OPENAI_BASE_URL"] = "http://127.0.0.1:1234/v1";
        _openai.Lists("openai", "qwen2.5-coder-7b", "nomic-embed-text");

        var options = (await DetectAsync()).Options;

        options.Providers.Single().BaseUrl.ShouldBe(new Uri("http://127.0.0.1:1234/v1"));
        options.Providers.Single().Locality.ShouldBe(Locality.Local);
        options.Models.Single().Card.Id.ShouldBe("qwen2.5-coder-7b");
    }

    [Fact]
    public async Task An_address_that_is_none_is_named_and_left_out()
    {
        _environment["OPENAI_API_KEY"] = "k";
        _environment["OPENAI_BASE_URL"] = "not an address";

        (await DetectAsync()).Notes[0].ShouldContain("OPENAI_BASE_URL is no http address");
    }

    [Fact]
    public async Task Two_providers_of_the_same_model_are_two_deployments_of_it()
    {
        _environment["GROQ_API_KEY"] = "k";
        _environment["TOGETHER_API_KEY"] = "k";
        _openai.Lists("groq", "openai/gpt-oss-120b").Lists("together", "openai/gpt-oss-120b");

        var model = Catalog.Build((await DetectAsync()).Options).Models.Single();

        model.Deployments.Select(d => d.Id).ShouldBe(["openai/gpt-oss-120b@groq", "openai/gpt-oss-120b@together"]);
        model.Card.Family.ShouldBe("gpt-oss");
    }

    [Fact]
    public async Task A_reseller_gets_the_makers_cards_without_their_prices()
    {
        _environment["OPENROUTER_API_KEY"] = "k";
        _openai.Lists("openrouter", "someone/unheard-of", "anthropic/claude-opus-5.5");

        var models = (await DetectAsync()).Options.Models;

        models.Select(m => m.Card.Id).ShouldBe(["anthropic/claude-opus-5.5", "someone/unheard-of"]);
        models[0].Card.ContextWindow.ShouldBe(1_000_000);
        models.ShouldAllBe(m => m.Card.Price == null);
    }

    [Fact]
    public async Task Geminis_names_lose_their_prefix()
    {
        _environment["GEMINI_API_KEY"] = "k";
        _openai.Lists("gemini", "models/gemini-2.5-flash", "models/imagen-3.0-generate-002");

        (await DetectAsync()).Options.Models.Single().Card.Id.ShouldBe("gemini-2.5-flash");
    }

    [Fact]
    public async Task Ollamas_models_come_with_what_it_tells_of_them_the_loaded_first()
    {
        _ollama.Lists(
            "ollama",
            new InstalledModel("llama3.2:latest", Loaded: false, ContextWindow: 131_072, Capabilities: ["json_schema", "tools"]),
            new InstalledModel("qwen2.5-coder:7b", Loaded: true, ContextWindow: 4_096, Capabilities: ["json_schema"], Family: "qwen2"),
            new InstalledModel("nomic-embed-text:latest", Capabilities: ["embeddings"]));

        var found = await DetectAsync();
        var models = Catalog.Build(found.Options).Models;

        found.Findings.ShouldBe(["ollama at 127.0.0.1:11434: qwen2.5-coder:7b, llama3.2"]);
        models[0].Card.Strengths.ShouldBe([TaskType.Coding]);
        models[0].Deployments[0].ContextWindow.ShouldBe(4_096);
        models[1].Card.ContextWindow.ShouldBe(131_072);
        models[1].Deployments[0].ContextWindow.ShouldBe(8_192, "a larger one is only asked for where a person says so");
        models[1].Deployments[0].UpstreamModel.ShouldBe("llama3.2:latest");
        models.ShouldAllBe(m => m.Card.Locality == Locality.Local && m.Card.Price == TokenPrice.Free);
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:11434/")]
    [InlineData("box", "http://box:11434/")]
    [InlineData("box:8080", "http://box:8080/")]
    [InlineData(":9999", "http://127.0.0.1:9999/")]
    [InlineData("0.0.0.0:11434", "http://127.0.0.1:11434/")]
    [InlineData("https://ollama.example.com", "https://ollama.example.com/")]
    [InlineData("http://box:80/", "http://box/")]
    public async Task Ollama_is_looked_for_where_its_own_variable_says(string? host, string address)
    {
        if (host is not null)
        {
            _environment["OLLAMA_HOST"] = host;
        }

        await DetectAsync();

        _ollama.Asked.Single().BaseUrl!.ToString().ShouldBe(address);
    }

    [Fact]
    public async Task An_Ollama_that_was_named_and_is_not_there_is_news()
    {
        (await DetectAsync()).Notes.ShouldNotContain(n => n.StartsWith("ollama", StringComparison.Ordinal));

        _environment["OLLAMA_HOST"] = "box";
        (await DetectAsync()).Notes[0].ShouldBe("ollama at box:11434 was left out: ollama cannot be reached: refused.");
    }

    [Fact]
    public async Task Weights_and_llama_server_are_deployments()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "llama-server"), "");
        Weigh();
        _environment["PATH"] = $"/nowhere{Path.PathSeparator}{_folder.FullName}";

        var found = await DetectAsync();

        found.Findings[0].ShouldBe($"weights in {_folder.FullName}: big-00001-of-00002 (0 MB), tiny (0 MB)");
        found.Findings[1].ShouldBe($"llama-server at {Path.Combine(_folder.FullName, "llama-server")}");
        found.Simulated.ShouldBeFalse();
        var provider = found.Options.Providers.ShouldHaveSingleItem();
        provider.Kind.ShouldBe(ProviderKinds.LlamaServer);
        provider.Command.ShouldBe(Path.Combine(_folder.FullName, "llama-server"));
        found.Options.Models.Select(m => m.Card.Id).ShouldBe(["big-00001-of-00002", "tiny"]);
        found.Options.Models[1].Deployments[0].File.ShouldBe(Path.Combine(_folder.FullName, "tiny.gguf"));
    }

    [Fact]
    public async Task Weights_without_a_program_are_named_and_the_search_goes_on()
    {
        Weigh();

        var found = await DetectAsync();

        found.Notes[0].ShouldContain("no llama-server on PATH");
        found.Simulated.ShouldBeTrue();
    }

    private void Weigh()
    {
        foreach (var name in new[] { "tiny.gguf", "big-00001-of-00002.gguf", "big-00002-of-00002.gguf", "mmproj-tiny.gguf", "notes.txt" })
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name), "");
        }

        _environment["BATON_MODELS"] = _folder.FullName;
    }

    [Fact]
    public async Task A_caller_who_gives_up_ends_the_search()
    {
        _environment["GROQ_API_KEY"] = "k";
        _openai.Hangs("groq");
        using var gone = new CancellationTokenSource();

        var detecting = DetectAsync(gone.Token);
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => detecting);
    }

    private Task<DetectionResult> DetectAsync(CancellationToken cancellationToken = default) =>
        new Detector([_openai, _anthropic, _ollama]).DetectAsync(_environment.GetValueOrDefault, _time, cancellationToken);
}
