using System.Diagnostics;
using Baton.Models;
using Baton.Models.Configuration;
using Baton.Testing;

namespace Baton.Server.Tests.Residency;

/// <summary>A gateway that starts real llama-servers with real weights; where a part is missing the test skips itself and says which.</summary>
internal static class RealModels
{
    public const string Stories = "stories260K.gguf";
    public const string Instructed = "SmolLM2-135M-Instruct.Q4_1.gguf";
    public const string Vectors = "all-MiniLM-L6-v2.Q8_0.gguf";

    public static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static Task<HttpResponseMessage> SayAsync(TestGateway gateway, string model, string extra = ",\"max_tokens\":8") => gateway.ChatAsync(model, extra);

    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<TestGateway> StartAsync(
        DirectoryInfo data, long limit, params (string Id, string File, Func<DeploymentOptions, DeploymentOptions>? Change)[] models)
    {
        var command = LlamaServerBinary.Find();
        var missing = command is null ? "No llama-server: run eng/llama-server.sh, or set BATON_LLAMA_SERVER."
            : models.Select(m => Path.Combine(Checkout.Models, m.File)).FirstOrDefault(f => !File.Exists(f)) is { } file ? $"No weights at {file}: set BATON_TEST_MODELS."
            : null;
        if (missing is not null)
        {
            (Checkout.RequiresAll ? missing : null).ShouldBeNull();
            Assert.Skip(missing);
        }

        return await TestGateway.StartAsync(
            (builder, _) =>
            {
                builder.AddProvider(new ProviderOptions
                {
                    // One thread: more threads than cores slow it down by orders of magnitude.
                    Name = "here",
                    Kind = ProviderKinds.LlamaServer,
                    Command = command,
                    Args = ["-t", "1", "--no-warmup"],
                    MemoryLimitBytes = limit,
                });
                foreach (var (id, file, change) in models)
                {
                    var deployment = new DeploymentOptions { Provider = "here", File = Path.Combine(Checkout.Models, file), ContextWindow = 1024, Slots = 1 };
                    if (file == Stories || file == Vectors)
                    {
                        deployment = deployment with { ContextWindow = 256 };
                    }

                    deployment = change is null ? deployment : change(deployment);
                    builder.AddModel(new ModelOptions { Card = new ModelCard { Id = id }, Policy = deployment.Policy, Deployments = [deployment] });
                }
            },
            [], options => options with { Data = data.FullName });
    }
}
