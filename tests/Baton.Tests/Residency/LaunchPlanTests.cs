using Baton.Models;
using Baton.Residency.Launching;

namespace Baton.Tests.Residency;

public sealed class LaunchPlanTests
{
    [Fact]
    public void Arguments_come_from_the_configuration_and_the_address_last()
    {
        var deployment = Deployments.Of(
            "m", "/w/m.gguf",
            d => d with { Slots = 2, ContextWindow = 1024, Embeddings = true, Args = ["--own"], Env = [new("A", "2")] },
            p => p with { Args = ["-t", "1"], Env = [new("A", "1"), new("B", "1")] });

        var plan = LaunchPlan.Of(deployment);

        plan.Command.ShouldBe("llama-server");
        plan.CommandLine(4711).ShouldBe(
            ["-m", "/w/m.gguf", "--alias", "m", "--parallel", "2", "-c", "2048", "--embeddings", "-t", "1", "--own", "--host", "127.0.0.1", "--port", "4711"]);
        plan.Environment.ShouldBe([new("A", "2"), new("B", "1")]);
    }

    [Fact]
    public void Deployments_that_are_started_alike_are_the_same_whatever_else_is_said_of_them()
    {
        var plan = LaunchPlan.Of(Deployments.Of("m", "/w/m.gguf"));
        var tuned = LaunchPlan.Of(Deployments.Of("m", "/w/m.gguf", d => d with { Priority = 7, Weight = 3, Pin = true }));
        var other = LaunchPlan.Of(Deployments.Of("m", "/w/m.gguf", d => d with { Slots = 3 }));

        tuned.Key.ShouldBe(plan.Key);
        other.Key.ShouldNotBe(plan.Key);
    }

    [Fact]
    public void Only_what_has_a_command_and_no_address_is_started()
    {
        LaunchPlan.Applies(Deployments.Of("m", "/w/m.gguf")).ShouldBeTrue();
        LaunchPlan.Applies(Deployments.Of("m", "/w/m.gguf", null, p => p with { BaseUrl = new Uri("http://127.0.0.1:1") })).ShouldBeFalse();
        LaunchPlan.Applies(Deployments.Of("m", "/w/m.gguf", null, p => p with { Kind = ProviderKinds.Ollama })).ShouldBeFalse();
    }

    [Fact]
    public void Of_what_a_process_wrote_the_lines_about_errors_are_told()
    {
        var tail = new OutputTail();
        for (var i = 0; i < 100; i++)
        {
            tail.Add($"line {i}");
        }

        tail.Summary().ShouldBe("line 97 | line 98 | line 99");
        tail.Add("error: no such file");
        tail.Add("bye");
        tail.Summary().ShouldBe("error: no such file");
        tail.Says("NO SUCH").ShouldBeTrue();
        tail.Says("line 3 ").ShouldBeFalse();
    }

    [Fact]
    public void What_a_process_says_is_told_without_folders()
    {
        var plan = LaunchPlan.Of(Deployments.Of("m", "/home/some one/models/m.gguf", null, p => p with { Command = "/opt/llama/llama-server" }));
        Folders.LeftOut("failed to load '/home/some one/models/m.gguf' | see /var/log/x/y.log, http://127.0.0.1:1/health and C:\\a\\b.txt, 1/2 of a/b", plan)
            .ShouldBe("failed to load 'm.gguf' | see y.log, http://127.0.0.1:1/health and b.txt, 1/2 of a/b");
    }
}
