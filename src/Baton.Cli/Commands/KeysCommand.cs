using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Baton.Models;
using Baton.Server.Endpoints;
using Baton.Server.Endpoints.Control;
using Baton.Storage.Audit;
using Baton.Storage.Keys;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton keys</c>: makes, lists and revokes the gateway's keys; every running <c>serve</c> on the same database takes them over within a second.</summary>
internal static class KeysCommand
{
    private static readonly JsonSerializerOptions Indented = new(ControlJson.Options) { WriteIndented = true };

    public static Command Create(Terminal terminal, Option<FileInfo?> config)
    {
        var data = new Option<string?>("--data") { Description = "The folder of what outlives a restart; default: the configuration's.", HelpName = "DIR", Recursive = true };
        var json = new Option<bool>("--json") { Description = "Prints JSON.", Recursive = true };
        var shared = new Shared(terminal, config, data, json);
        return new Command("keys", "Makes, lists and revokes the gateway's keys.") { data, json, Make(shared), List(shared), Revoke(shared) };
    }

    private static Command Make(Shared shared)
    {
        var name = new Option<string>("--name") { Description = "What people call it.", Required = true };
        var admin = new Option<bool>("--admin") { Description = "Opens /api as well; without it /v1 alone." };
        var tenant = new Option<string?>("--tenant") { Description = "Whose it is." };
        var models = new Option<string?>("--models") { Description = "What it may ask, parted by ','; default: everything.", HelpName = "A,B" };
        var budget = new Option<decimal?>("--budget-usd") { Description = "The most that it may spend, in US dollars.", HelpName = "X" };
        var per = new Option<string?>("--per") { Description = "The period of that: day, week, month or total." };
        var rate = new Option<int?>("--requests-per-minute") { Description = "How many requests it may send a minute.", HelpName = "N" };
        var command = new Command("create", "Makes a key and shows it, once.") { name, admin, tenant, models, budget, per, rate };
        command.SetAction((parsed, cancellationToken) => shared.RunAsync(parsed, async (store, audit) =>
        {
            var wanted = new NewKey
            {
                Name = parsed.GetRequiredValue(name),
                Admin = parsed.GetValue(admin),
                Tenant = parsed.GetValue(tenant),
                Models = (parsed.GetValue(models) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToEquatableArray(),
                BudgetUsd = parsed.GetValue(budget),
                Per = parsed.GetValue(per),
                RequestsPerMinute = parsed.GetValue(rate),
            };
            var (key, secret) = MakeOf(wanted);
            await store.AddAsync(key, cancellationToken);
            await audit.AddAsync([Done("key.create", key.Key)]);
            var terminal = shared.Terminal;
            if (parsed.GetValue(shared.Json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new { key.Key.Id, key.Key.Name, key = secret }, Indented));
                return;
            }

            await terminal.Out.WriteLineAsync(secret);
            await terminal.Error.WriteLineAsync($"This is the key '{key.Key.Name}' ({key.Key.Id}). It is shown this once: keep it.");
        }));
        return command;
    }

    private static Command List(Shared shared)
    {
        var command = new Command("list", "Lists keys, without their secrets.");
        command.SetAction((parsed, cancellationToken) => shared.RunAsync(parsed, async (store, audit) =>
        {
            var keys = (await store.ReadAsync(cancellationToken: cancellationToken))!.Keys.Select(k => k.Key).ToList();
            if (parsed.GetValue(shared.Json))
            {
                await shared.Terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new { keys = keys.Select(KeyView.Of) }, Indented));
                return;
            }

            shared.Terminal.Console().Write(TableOf(keys));
        }));
        return command;
    }

    private static Command Revoke(Shared shared)
    {
        var which = new Argument<string>("KEY") { Description = "Its id, or its name where no other live key has that." };
        var command = new Command("revoke", "Revokes a key for good.") { which };
        command.SetAction((parsed, cancellationToken) => shared.RunAsync(parsed, async (store, audit) =>
        {
            var keys = (await store.ReadAsync(cancellationToken: cancellationToken))!.Keys.Select(k => k.Key).ToList();
            var key = Find(keys, parsed.GetRequiredValue(which));
            await store.RevokeAsync(key.Id, TimeProvider.System.GetUtcNow(), cancellationToken);
            await audit.AddAsync([Done("key.revoke", key)]);
            await shared.Terminal.Out.WriteLineAsync(parsed.GetValue(shared.Json)
                ? JsonSerializer.Serialize(new { key.Id, key.Name, revoked = true }, Indented)
                : $"The key '{key.Name}' ({key.Id}) is revoked.");
        }));
        return command;
    }

    private static (StoredKey Key, string Secret) MakeOf(NewKey wanted)
    {
        try
        {
            return wanted.Make(TimeProvider.System);
        }
        catch (BatonException e) when (e.Code == ErrorCodes.InvalidRequest)
        {
            var option = $"--{e.Param?.Replace('_', '-')}";
            throw new UsageException(e.Message.Replace($"'{e.Param}'", option, StringComparison.Ordinal));
        }
    }

    private static ApiKey Find(List<ApiKey> keys, string which)
    {
        if (keys.Find(k => k.Id == which) is { } exact)
        {
            return exact;
        }

        var named = keys.Where(k => k.Name == which && k.Revoked is null).ToList();
        return named.Count switch
        {
            1 => named[0],
            0 => throw new BatonException(
                ErrorCodes.NotFound, $"There is no key '{which}'.{NearestNames.Suggest(which, keys.SelectMany(k => new[] { k.Id, k.Name }))}"),
            _ => throw new BatonException(
                ErrorCodes.Conflict, $"{named.Count} keys are named '{which}': say which by its id, {string.Join(" or ", named.Select(k => k.Id))}."),
        };
    }

    private static AuditEntry Done(string action, ApiKey key) => new()
    {
        Id = $"cli-{Guid.CreateVersion7():n}",
        AtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        By = $"cli:{System.Environment.UserName}",
        Action = action,
        Target = key.Id,
        Detail = $"{key.Name}{(key.Admin ? ", admin" : "")}{(key.Tenant is { } tenant ? $", tenant {tenant}" : "")}",
    };

    private static Table TableOf(List<ApiKey> keys)
    {
        var table = new Table().RoundedBorder().AddColumns("id", "name", "admin", "tenant", "models", "budget", "a minute", "made", "revoked");
        foreach (var key in keys)
        {
            table.AddRow(
                new Text(key.Id),
                new Text(key.Name),
                new Text(key.Admin ? "yes" : "no"),
                new Text(key.Tenant ?? ""),
                new Text(key.Models.IsEmpty ? "all" : string.Join(", ", key.Models)),
                new Text(key.BudgetUsd is { } usd ? string.Create(CultureInfo.InvariantCulture, $"{usd:0.##} USD {(key.Per == "total" ? "in all" : $"a {key.Per}")}") : ""),
                new Text(key.RequestsPerMinute?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(Day(key.Created)),
                new Text(Day(key.Revoked)));
        }

        return table;
    }

    private static string Day(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>What the three commands share: where they write, and the store.</summary>
    private sealed record Shared(Terminal Terminal, Option<FileInfo?> Config, Option<string?> Data, Option<bool> Json)
    {
        public async Task<int> RunAsync(ParseResult parsed, Func<KeyStore, AuditStore, Task> run)
        {
            using var database = Stores.Open(parsed.GetValue(Data), parsed.GetValue(Config), Terminal);
            await run(new KeyStore(database), new AuditStore(database));
            return ExitCodes.Done;
        }
    }
}
