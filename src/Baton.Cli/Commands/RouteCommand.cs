using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Baton.Server.Endpoints;
using Baton.Server.Endpoints.Control;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using BatonRoute = Baton.Routing.Route;

namespace Baton.Cli.Commands;

/// <summary><c>baton route</c>: which model would be chosen for a prompt, and why; calls none.</summary>
internal static class RouteCommand
{
    private static readonly JsonSerializerOptions Indented = new(ControlJson.Options) { WriteIndented = true };

    public static Command Create(Terminal terminal, Option<FileInfo?> config)
    {
        var prompt = new Argument<string>("PROMPT") { Description = "What would be asked; '-' reads standard input." };
        var strategy = new Option<string?>("--strategy", "-s") { Description = "What counts: quality, cost, latency or balanced." };
        strategy.AcceptOnlyFromAmong("quality", "cost", "latency", "balanced");
        var model = new Option<string?>("--model", "-m") { Description = "The model's name as a request would say it; default: auto." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("route", "Explains which model would be chosen, without calling one.") { prompt, strategy, model, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var text = parsed.GetRequiredValue(prompt);
            text = text == "-" ? await terminal.In.ReadToEndAsync(cancellationToken) : text;
            if (string.IsNullOrWhiteSpace(text))
            {
                throw new UsageException("The prompt is empty: say what would be asked.");
            }

            var loaded = await LoadedConfiguration.LoadAsync(parsed.GetValue(config), terminal, cancellationToken);
            await using var services = new ServiceCollection().AddBaton(loaded.Options).BuildServiceProvider();
            var route = services.GetRequiredService<Orchestra>().Explain(
                [new ChatMessage(ChatRole.User, text)], new ChatOptions { ModelId = parsed.GetValue(model) }, parsed.GetValue(strategy));
            Print(route, parsed.GetValue(json), terminal);
            return route.Candidates.IsEmpty ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static void Print(BatonRoute route, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(RouteView.Of(route), Indented));
            return;
        }

        var console = terminal.Console();
        var task = route.Task;
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[bold]{Models.TaskTypes.Name(task.Type)}[/], complexity {task.Complexity:0.00}, about {task.InputTokens} tokens in and {task.OutputTokens} out; strategy {route.Strategy}");
        var table = new Table().RoundedBorder().AddColumns("", "deployment", "score", "quality", "latency", "cost", "why");
        for (var i = 0; i < route.Candidates.Length; i++)
        {
            var c = route.Candidates[i];
            table.AddRow(
                i == 0 ? "[green]chosen[/]" : (i + 1).ToString(CultureInfo.InvariantCulture),
                Markup.Escape(c.Deployment.Id + (c.Deployment.Model.Simulated ? " (simulated)" : "")),
                Number(c.Score, "0.000"), Number(c.Quality, "0.00"), Number(c.LatencyMs, "0 ms"), Money(c.CostUsd), Markup.Escape(c.Reason));
        }

        console.Write(table);
        foreach (var excluded in route.Excluded)
        {
            console.MarkupLineInterpolated($"[yellow]{excluded.Model}[/] excluded by {excluded.Constraint}: {excluded.Reason}");
        }
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "unknown";

    private static string Money(decimal? value) => value is { } cost ? "$" + cost.ToString("0.######", CultureInfo.InvariantCulture) : "unknown";
}
