// Baton inside a program: one IChatClient over several models, without any web host. The models here are simulated, so
// that the sample runs anywhere; their answers are made up. Give AddProvider another kind and a key for real ones.
using Baton;
using Baton.Models;
using Baton.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

await using var services = new ServiceCollection()
    .AddBaton(baton => baton
        .AddProvider("sim", ProviderKinds.Simulated)
        .AddModel("large", "sim", card => card with { Quality = 0.9, Price = new TokenPrice(Input: 3m, Output: 15m) })
        .AddModel("small", "sim", card => card with { Quality = 0.4, Price = new TokenPrice(Input: 0.1m, Output: 0.4m) })
        .AddRole("writer", "large", system: "Write short sentences."))
    .BuildServiceProvider();

// The orchestra: 'auto' chooses, and the record says whom.
var chat = services.GetRequiredService<IChatClient>();
var record = new RequestRecord();
var answer = await chat.GetResponseAsync("What is 17 * 23?", new BatonChatOptions { ModelId = "auto:cost", Record = record });
Console.WriteLine($"{record.Deployment} (simulated: {record.Deployment!.Model.Simulated}) said: {answer.Text}");
Console.WriteLine($"  task {record.Task}, {record.Attempts} attempt, ${record.CostUsd}");

// A role is a keyed client. Whoever plays it may change while requests run; the program does not.
var writer = services.GetRequiredKeyedService<IChatClient>("role:writer");
await foreach (var update in writer.GetStreamingResponseAsync("Write a haiku about the sea."))
{
    Console.Write(update.Text);
}

Console.WriteLine();
