using System.Runtime.InteropServices;
using Baton.Testing;

if (FakeEngine.IsAsked)
    return await FakeEngine.RunAsync(args);

var options = new FakeUpstreamOptions { Url = "http://127.0.0.1:9901", Keep = 0 };
for (var i = 0; i < args.Length; i++)
{
    var value = i + 1 < args.Length ? args[i + 1] : null;
    switch (args[i])
    {
        case "--urls" when value is not null:
            (options, i) = (options with { Url = value }, i + 1);
            break;
        case "--key" when value is not null:
            (options, i) = (options with { ApiKey = value }, i + 1);
            break;
        case "--inline-scheduling":
            options = options with { InlineScheduling = true };
            break;
        case "--record":
            options = options with { Keep = 10_000 };
            break;
        default:
            Console.WriteLine(
                """
                fake-upstream: an HTTP server that speaks the OpenAI, Anthropic and Ollama wires, and fails on demand.

                  --urls URL            where it listens (http://127.0.0.1:9901; port 0 takes a free one)
                  --key KEY             the key that requests must bring
                  --record              keeps requests, shown at GET /fake/requests?model=NAME
                  --inline-scheduling   for benchmarks: no thread switch after a socket's event

                A model's name says what it answers: fake, then any of these words joined by hyphens, then a label after "." or ":".
                For example fake-tools-2-index-missing, fake-status-429-retry-2-times-1, fake-cut-after-3:b.

                """);
            foreach (var line in Vocabulary.Describe())
                Console.WriteLine(line);
            return args[i] is "--help" or "-h" ? 0 : 2;
    }
}

await using var upstream = await FakeUpstream.StartAsync(options);
Console.WriteLine($"fake-upstream listens on {upstream.BaseUrl.ToString().TrimEnd('/')}");

var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
await told.Task;
return 0;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    told.TrySetResult();
}
