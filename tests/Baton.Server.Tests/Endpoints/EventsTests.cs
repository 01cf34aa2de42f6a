namespace Baton.Server.Tests.Endpoints;

public sealed class EventsTests
{
    [Fact]
    public async Task A_snapshot_comes_first_and_then_what_changes()
    {
        await using var gateway = await StartAsync();
        using var reader = await EventReader.OpenAsync(gateway);
        var first = await reader.NextAsync();
        first.Kind.ShouldBe("snapshot");
        first.Data.GetProperty("models").GetArrayLength().ShouldBe(2);
        first.Data.GetProperty("roles")[0].GetProperty("role").GetString().ShouldBe("writer");
        using var swapped = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b"}""");
        var swap = await reader.NextAsync("swap");
        swap.Id.ShouldBeGreaterThan(first.Id);
        swap.Data.GetProperty("to").GetString().ShouldBe("fake.b");
        swap.Data.GetProperty("id").GetString().ShouldBe((await swapped.JsonAsync()).GetProperty("id").GetString());
        (await reader.NextAsync("role")).Data.GetProperty("model").GetString().ShouldBe("fake.b");
        using var answer = await gateway.ChatAsync("role:writer");
        var attempt = await reader.NextAsync("attempt");
        attempt.Data.GetProperty("deployment").GetString().ShouldBe("fake.b@up");
        attempt.Data.GetProperty("outcome").GetString().ShouldBe("ok");
        using var made = await gateway.PostAsync("/api/models", """{"id":"new","provider":"up"}""");
        (await reader.NextAsync("model")).Data.GetProperty("id").GetString().ShouldBe("new");
        using var removed = await gateway.SendAsync(HttpMethod.Delete, "/api/models/new");
        (await reader.NextAsync("model")).Data.GetProperty("deleted").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Who_comes_back_gets_what_he_missed_and_no_snapshot()
    {
        await using var gateway = await StartAsync();
        long last;
        using (var reader = await EventReader.OpenAsync(gateway))
        {
            last = (await reader.NextAsync()).Id;
        }

        using var swapped = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake.b"}""");
        using var again = await EventReader.OpenAsync(gateway, last);
        var next = await again.NextAsync();
        next.Kind.ShouldBe("role"); // It begins to swap.
        next.Id.ShouldBe(last + 1);
        next.Data.GetProperty("state").GetString().ShouldBe("swapping");
        (await again.NextAsync("swap")).Data.GetProperty("to").GetString().ShouldBe("fake.b");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("9999999999999999")]
    [InlineData("no number")]
    public async Task What_is_not_held_begins_with_a_snapshot(string id)
    {
        await using var gateway = await StartAsync();
        using var reader = await EventReader.OpenAsync(gateway, lastEventId: id);
        (await reader.NextAsync()).Kind.ShouldBe("snapshot");
    }

    [Fact]
    public async Task A_failed_swap_is_an_event_as_well()
    {
        await using var gateway = await StartAsync("fake", "fake-status-500");
        using var reader = await EventReader.OpenAsync(gateway);
        using var failed = await gateway.PostAsync("/api/roles/writer/swap", """{"model":"fake-status-500"}""");
        (await reader.NextAsync("swap")).Data.GetProperty("success").GetBoolean().ShouldBeFalse();
    }

    private static Task<TestGateway> StartAsync(params string[] models) =>
        TestGateway.StartAsync((b, _) => b.AddRole("writer", "fake"), models.Length > 0 ? models : ["fake", "fake.b"]);
}
