using Baton.Models.Configuration;
using Baton.Models.Configuration.Binding;
using Baton.Models.Configuration.Sections;
using Baton.Models.Configuration.Syntax;

namespace Baton.Tests.Models.Configuration;

public sealed class DefaultsTests
{
    [Fact]
    public void What_a_key_says_its_default_is_is_what_leaving_it_out_means()
    {
        HoldsFor(ServerSection.Section, new ServerOptions());
        HoldsFor(SimulateSection.Section, new SimulateOptions());
        HoldsFor(PriceSection.Section, new Baton.Models.TokenPrice());
        HoldsFor(SlaSection.Section, new SlaOptions());
        HoldsFor(AutoSwapSection.Section, new AutoSwapOptions());
        HoldsFor(RoutingSection.Section, new RoutingOptions());
        HoldsFor(BudgetSection.Section, new BudgetOptions());
        HoldsFor(SmallSections.Cache, new CacheOptions());
        HoldsFor(SmallSections.Telemetry, new TelemetryOptions());
        HoldsFor(SmallSections.Residency, new ResidencyOptions());
        HoldsFor(SmallSections.Panel, new PanelOptions { Name = "" });
        HoldsFor(ScheduleSection.Section, new ScheduledSwapOptions { Model = "" });
        HoldsFor(WindowSection.Section, new MaintenanceWindowOptions());
        HoldsFor(RoleSection.Section, new RoleOptions { Name = "" });
        HoldsFor(ProviderSection.Section, new ProviderOptions { Name = "", Kind = "" });
        HoldsFor(RootSection.Section, new BatonOptions());
    }

    [Fact]
    public void The_defaults_of_a_request_are_the_built_in_ones()
    {
        const string text = """
            defaults:
              balance: latency
              affinity: none
              max_concurrency: null
              queue: { limit: 100, timeout: 30s }
              attempts: 4
              request_timeout: 10m
              first_token_timeout: auto
              stall_timeout: 60s
              min_tokens_per_second: null
              hedge: { after: null, share: 0.05 }
              circuit: { failures: 5, window: 30s, open_for: 15s }
              fallbacks: []
            """;

        Reading.Options(text).Defaults.ShouldBe(RequestPolicyOptions.BuiltIn);
        Reading.Warnings(text).ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_file_is_valid_and_means_detection()
    {
        var empty = new BatonOptions { Data = Path.GetFullPath("./.baton") };

        Reading.Options("").ShouldBe(empty);
        Reading.Options("# nothing but words\n").ShouldBe(empty);
        Reading.Options("---\n").ShouldBe(empty);
        Reading.Options("models:\nproviders:\nserver:\n").ShouldBe(empty);
    }

    private static void HoldsFor<T>(Section<T> section, T plain)
    {
        foreach (var key in section.Keys.Where(k => k.DefaultText is not null))
        {
            var messages = new ConfigurationMessages("");
            var place = new Place(YamlReader.Read(key.DefaultText!)!, key.Name, key.Name, new(messages, new ConfigurationMarks(), null));

            key.Apply(plain, place).ShouldBe(plain, key.Name);
            messages.ToArray().ShouldBeEmpty(key.Name);
        }
    }
}
