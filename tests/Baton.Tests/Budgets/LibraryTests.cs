using Baton.Budgets;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Budgets;

/// <summary>Budgets in a program, without a gateway.</summary>
public sealed class LibraryTests
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "Write a short poem about the sea.")];

    [Fact]
    public async Task A_tenant_spends_no_more_than_he_may_whole_or_streamed()
    {
        await using var services = new ServiceCollection().AddBaton(b => b
            .AddProvider("sim", ProviderKinds.Simulated)
            .AddModel("small", "sim", card => card with { Price = new TokenPrice(100m, 1_000m), LatencyMs = 0, TokensPerSecond = 1e9 })
            .AddBudget(new BudgetOptions { Scope = "tenant", LimitUsd = 0.5m, Per = "day" })).BuildServiceProvider();
        var chat = services.GetRequiredService<IChatClient>();
        var (spent, answered) = (0m, 0);
        BatonException? refused = null;
        for (var i = 0; i < 500 && refused is null; i++)
        {
            var record = new RequestRecord();
            var options = new BatonChatOptions { ModelId = "small", Tenant = "clinic", Record = record };
            try
            {
                if (i % 2 == 0)
                {
                    await chat.GetResponseAsync(Hello, options);
                }
                else
                {
                    await chat.GetStreamingResponseAsync(Hello, options).ToChatResponseAsync();
                }

                answered++;
            }
            catch (BatonException e)
            {
                refused = e;
            }

            spent += record.CostUsd ?? 0;
        }

        refused!.Code.ShouldBe(ErrorCodes.BudgetExceeded);
        answered.ShouldBeGreaterThan(1);
        var budget = services.GetRequiredService<BudgetBook>().List().Single();
        (budget.Key.Id, budget.SpentUsd, budget.ReservedUsd).ShouldBe(("clinic", spent, 0));
        budget.SpentUsd.ShouldBeInRange(0.3m, 0.5m);
        (await chat.GetResponseAsync(Hello, new BatonChatOptions { ModelId = "small", Tenant = "other" })).Text.ShouldNotBeEmpty();
    }

    [Fact]
    public void Two_of_the_same_are_a_mistake() => Should.Throw<BatonException>(() => new BatonBuilder()
        .AddBudget(new BudgetOptions { LimitUsd = 1 }).AddBudget(new BudgetOptions { LimitUsd = 2 }).Build()).Code.ShouldBe(ErrorCodes.InvalidConfiguration);
}
