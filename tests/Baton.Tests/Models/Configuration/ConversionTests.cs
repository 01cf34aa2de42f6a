using Baton.Models;
using Baton.Models.Configuration;
using Baton.Models.Configuration.Binding;

namespace Baton.Tests.Models.Configuration;

public sealed class ConversionTests
{
    [Theory]
    [InlineData("16GB", 16_000_000_000)]
    [InlineData("16GiB", 17_179_869_184)]
    [InlineData("16gib", 17_179_869_184)]
    [InlineData("1.5GB", 1_500_000_000)]
    [InlineData("2TB", 2_000_000_000_000)]
    [InlineData("512 MiB", 536_870_912)]
    [InlineData("10KB", 10_000)]
    [InlineData("10KiB", 10_240)]
    [InlineData("17B", 17)]
    [InlineData("4096", 4096)]
    [InlineData("0", 0)]
    public void A_size_is_read(string text, long bytes)
    {
        Quantities.ParseSize(text, out var value).ShouldBeNull();
        value.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("16G")]
    [InlineData("GB")]
    [InlineData("")]
    [InlineData("-1GB")]
    [InlineData("1e3")]
    [InlineData("1 2GB")]
    [InlineData("99999999999TB")]
    [InlineData("many")]
    public void What_is_no_size_gets_advice(string text) => Quantities.ParseSize(text, out _).ShouldNotBeNullOrEmpty();

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("0s", 0)]
    public void A_duration_is_read(string text, double milliseconds)
    {
        Durations.Parse(text, out var value).ShouldBeNull();
        value.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("30", "add a unit, such as 30s or 30ms")]
    [InlineData("0", "add a unit, such as 0s or 0ms")]
    [InlineData("-5s", "it must not be negative")]
    [InlineData("5 s", "units are ms, s, m, h and d, the larger first")]
    [InlineData("5sec", "units are ms, s, m, h and d, the larger first")]
    [InlineData("30m1h", "units are ms, s, m, h and d, the larger first")]
    [InlineData("s", "units are ms, s, m, h and d, the larger first")]
    [InlineData("", "units are ms, s, m, h and d, the larger first")]
    [InlineData("99999999999999d", "that is too long")]
    [InlineData("999999999999d", "that is too long")]
    public void What_is_no_duration_gets_advice(string text, string advice) => Durations.Parse(text, out _).ShouldBe(advice);

    [Theory]
    [InlineData("server: { max_body: -1 }", "1:21: server.max_body must be a size such as 16GB, 512MiB or a number of bytes, not '-1': it must not be negative.")]
    [InlineData("server: { shutdown_timeout: 30 }", "1:29: server.shutdown_timeout must be a duration such as 500ms, 30s, 10m or 1h30m, not '30': add a unit, such as 30s or 30ms.")]
    [InlineData("defaults: { request_timeout: 0s }", "1:30: defaults.request_timeout must be a duration such as 500ms, 30s, 10m or 1h30m, not '0s': it must be longer than nothing.")]
    [InlineData("defaults: { request_timeout: 50d }", "1:30: defaults.request_timeout must be a duration such as 500ms, 30s, 10m or 1h30m, not '50d': the longest is 49d.")]
    [InlineData("defaults: { first_token_timeout: automatic }", "1:34: defaults.first_token_timeout must be 'auto' or a duration such as 500ms, 30s or 10m, not 'automatic': units are ms, s, m, h and d, the larger first.")]
    [InlineData("defaults: { attempts: 0 }", "1:23: defaults.attempts must be a whole number from 1 to 100, not '0'.")]
    [InlineData("defaults: { attempts: 1.5 }", "1:23: defaults.attempts must be a whole number from 1 to 100, not '1.5'.")]
    [InlineData("defaults: { attempts: }", "1:23: defaults.attempts must be a whole number from 1 to 100, not nothing.")]
    [InlineData("defaults: { attempts: [4] }", "1:23: defaults.attempts must be a whole number from 1 to 100, not a list.")]
    [InlineData("defaults: { hedge: { share: 1.1 } }", "1:29: defaults.hedge.share must be a number from 0 to 1, not '1.1'.")]
    [InlineData("defaults: { hedge: { share: 5% } }", "1:29: defaults.hedge.share must be a number from 0 to 1, not '5%': write 0.05.")]
    [InlineData("defaults: { hedge: { share: .nan } }", "1:29: defaults.hedge.share must be a number from 0 to 1, not '.nan'.")]
    [InlineData("defaults: { hedge: { share: NaN } }", "1:29: defaults.hedge.share must be a number from 0 to 1, not 'NaN'.")]
    [InlineData("defaults: { balance: fastest }", "1:22: defaults.balance must be one of round_robin, weighted, least_busy, latency, not 'fastest'.")]
    [InlineData("routing: { strategy: balance }", "1:22: routing.strategy must be one of quality, cost, latency, balanced, not 'balance': did you mean 'balanced'?")]
    [InlineData("cache: { enabled: yes }", "1:19: cache.enabled must be true or false, not 'yes'.")]
    [InlineData("cache: 5", "1:8: cache must be a mapping with keys such as enabled, max_bytes, ttl, not a single value.")]
    [InlineData("budgets: { limit_usd: 5 }", "1:10: budgets must be a list, not a mapping.")]
    [InlineData("budgets: [ { limit_usd: $5 } ]", "1:25: budgets[0].limit_usd must be an amount of US dollars of at least 0, not '$5': leave the currency out.")]
    [InlineData("budgets: [ { limit_usd: -5 } ]", "1:25: budgets[0].limit_usd must be an amount of US dollars of at least 0, not '-5'.")]
    [InlineData("budgets: [ { limit_usd: 5, time_zone: Europe/Berln } ]", "1:39: budgets[0].time_zone must be a time zone's IANA name such as Europe/Berlin, not 'Europe/Berln': did you mean 'Europe/Berlin' or 'Europe/Dublin' or 'Europe/Jersey'?")]
    [InlineData("server: { urls: http://127.0.0.1:80 }", "1:17: server.urls must be a list, not a single value: write [http://127.0.0.1:80].")]
    [InlineData("server: { urls: [127.0.0.1:80] }", "1:18: server.urls[0] must be an address to listen at, such as http://127.0.0.1:7411, not '127.0.0.1:80': it begins with http:// or https://, then a host and a port.")]
    [InlineData("server: { urls: ['http://127.0.0.1:80/v1'] }", "1:18: server.urls[0] must be an address to listen at, such as http://127.0.0.1:7411, not 'http://127.0.0.1:80/v1': it takes no path.")]
    [InlineData("server: { cors: ['example.com/'] }", "1:18: server.cors[0] must be * or an origin such as https://app.example.com, not 'example.com/': an origin is a scheme, a host and perhaps a port, without a path.")]
    [InlineData("telemetry: { otlp: 'localhost:4317' }", "1:20: telemetry.otlp must be an address such as https://api.example.com/v1, not what stands there: it begins with http:// or https://, then a host.")]
    public void A_wrong_value_is_an_error_at_its_place_that_says_what_is_expected(string yaml, string error) => Reading.Errors(yaml).ShouldBe([error]);

    [Theory]
    [InlineData("http://127.0.0.1:7411")]
    [InlineData("http://*:80")]
    [InlineData("http://+:80")]
    [InlineData("https://[::1]:7411")]
    [InlineData("http://0.0.0.0")]
    public void Addresses_to_listen_at_are_taken(string url) =>
        Reading.Options($"server: {{ urls: ['{url}'] }}").Server.Urls.ShouldBe([url]);

    [Fact]
    public void The_first_tokens_timeout_takes_a_duration_and_auto()
    {
        Reading.Options("defaults: { first_token_timeout: auto }").Defaults.FirstTokenTimeout.ShouldBe(RequestPolicyOptions.AutoFirstToken);
        Reading.Options("defaults: { first_token_timeout: 7s }").Defaults.FirstTokenTimeout.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Quality_is_one_number_or_one_a_task_type()
    {
        var models = Reading.Options("""
            providers: { sim: { kind: simulated } }
            models:
              one: { provider: sim, quality: 0.5, simulate: { quality: 0.7 } }
              many: { provider: sim, quality: { coding: 0.9, general: 0.6, question-answering: 0.8 } }
            """).Models;

        models[0].Card.Quality.ShouldBe(0.5);
        models[0].Deployments[0].Simulate!.Quality.Select(q => q.Value).ShouldAllBe(q => q == 0.7);
        models[0].Deployments[0].Simulate!.Quality.Count.ShouldBe(TaskTypes.Names.Length);
        models[1].Card.Quality.ShouldBe(0.6);
        models[1].Card.QualityByTask.ShouldBe([new(TaskType.Coding, 0.9), new(TaskType.General, 0.6), new(TaskType.QuestionAnswering, 0.8)]);
    }

    [Fact]
    public void A_price_takes_every_kind_of_token_exactly() =>
        Reading.Options("""
            providers: { sim: { kind: simulated } }
            models: { m: { provider: sim, price: { input: 0.1, output: 0.2, cache_read: 0.01, cache_write: 0.125, reasoning: 0.3, per_request: 0.005 } } }
            """).Models[0].Card.Price.ShouldBe(new TokenPrice(0.1m, 0.2m, 0.01m, 0.125m, 0.3m, 0.005m));

    [Fact]
    public void Counts_and_sizes_of_a_model_are_read()
    {
        var card = Reading.Options("""
            providers: { sim: { kind: simulated } }
            models: { m: { provider: sim, parameters: 1.5B, memory: 5GiB } }
            """).Models[0].Card;

        card.Parameters.ShouldBe(1_500_000_000);
        card.MemoryBytes.ShouldBe(5L << 30);
    }
}
