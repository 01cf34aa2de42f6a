using System.Reflection;
using Baton.Models.Configuration;
using Baton.Server.Pipeline;
using Baton.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Telemetry;

public sealed class SlaTests
{
    private static readonly SlaOptions Sla = new() { Availability = 0.5 };

    [Fact]
    public async Task Models_and_roles_show_their_objectives_and_what_was_measured()
    {
        await using var gateway = await TestGateway.StartAsync(
            (_, _) => { }, ["m", "free"], o => o with
            {
                Models = [o.Models[0] with { Sla = Sla }, o.Models[1]],
                Roles = [new RoleOptions { Name = "writer", Model = "m", Sla = Sla }],
            });
        var record = new RequestRecord { Deployment = gateway.Deployment("m"), Role = "writer", LatencyMs = 10, Error = ErrorCodes.UpstreamError };
        foreach (var observer in gateway.Services.GetServices<IRequestObserver>())
        {
            observer.Ended(record);
        }

        var models = (await gateway.GetAsync("/api/models")).GetProperty("models");
        models[1].GetProperty("sla").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var role = (await gateway.GetAsync("/api/roles/writer")).GetProperty("sla");
        foreach (var sla in new[] { models[0].GetProperty("sla"), role })
        {
            sla.GetProperty("objectives").GetRawText().ShouldBe("""{"latency_p95_ms":null,"availability":0.5}""");
            sla.GetProperty("measured").GetProperty("1h").GetRawText().ShouldBe("""{"requests":1,"failed":1,"availability":0,"within_latency":null}""");
            sla.GetProperty("burn_rate").GetProperty("3d").GetRawText().ShouldBe("""{"availability":2,"latency":null}""");
            sla.GetProperty("alert").GetString().ShouldBe("ok");
        }
    }

    /// <summary>Whose fault a failure is must be said once: what the caller gets as his own 4xx does not count against availability.</summary>
    [Fact]
    public void Statuses_and_availability_agree_on_whose_fault_a_failure_is()
    {
        foreach (var field in typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (string)field.GetValue(null)!;
            var status = ErrorMap.Of(new BatonException(code, "x")).Status;
            if (code != ErrorCodes.UpstreamRejected) // Its status is the upstream's own 4xx.
            {
                ErrorCodes.IsCallers(code).ShouldBe(status is >= 400 and < 500 and not 429, $"{code} is answered with {status}");
            }
        }
    }
}
