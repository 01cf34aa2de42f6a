using Baton.Models.Configuration;
using Baton.Server.Keys;
using Baton.Storage;
using Baton.Storage.Keys;
using Baton.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Baton.Server.Tests.Keys;

/// <summary>A gateway over a real database, with models <c>fake.one</c> and <c>fake.two</c>, and the key that opens everything.</summary>
internal sealed class KeyGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-keys-");
    private readonly SqliteDatabase _database;

    private KeyGateway() => _database = SqliteDatabase.Open(_folder.FullName);

    public TestGateway Gateway { get; private set; } = null!;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    public static async Task<KeyGateway> StartAsync(string keys = "required", Func<BatonOptions, BatonOptions>? change = null)
    {
        var own = new KeyGateway();
        own.Gateway = await TestGateway.StartAsync(
            (_, _) => { },
            ["fake.one", "fake.two"],
            options =>
            {
                options = options with { Server = options.Server with { Keys = keys } };
                return change is null ? options : change(options);
            },
            services: services =>
            {
                services.AddStorage(own._database);
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(own.Time));
            });
        return own;
    }

    /// <summary>Makes a key as the command line does: through a connection of its own.</summary>
    public async Task<(string Id, string Secret)> MakeAsync(Func<NewKey, NewKey>? change = null)
    {
        using var other = SqliteDatabase.Open(_folder.FullName);
        var wanted = new NewKey { Name = "made" };
        var (key, secret) = (change is null ? wanted : change(wanted)).Make(Time);
        await new KeyStore(other).AddAsync(key);
        await SecondAsync(keys => keys.Any(k => k.Id == key.Key.Id));
        return (key.Key.Id, secret);
    }

    public async Task RevokeAsync(string id)
    {
        using var other = SqliteDatabase.Open(_folder.FullName);
        (await new KeyStore(other).RevokeAsync(id, Time.GetUtcNow())).ShouldBeTrue();
        await SecondAsync(keys => keys.Any(k => k.Id == id && k.Revoked is not null));
    }

    /// <summary>Lets a second of the gateway's clock pass; what that triggers is waited for by the real one.</summary>
    private async Task SecondAsync(Func<IEnumerable<ApiKey>, bool> holds)
    {
        var book = Gateway.Services.GetRequiredService<KeyBook>();
        holds(book.All).ShouldBeFalse();
        Time.Advance(TimeSpan.FromSeconds(1));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!holds(book.All))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, string? body = null, string header = "Authorization")
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation(header, header == "Authorization" && !key.StartsWith("Basic ", StringComparison.Ordinal) ? $"Bearer {key}" : key);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        return await Gateway.Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> ChatAsync(string? key, string model = "fake.one", string header = "Authorization") =>
        SendAsync(HttpMethod.Post, "/v1/chat/completions", key, TestGateway.Body(model), header);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }
}
