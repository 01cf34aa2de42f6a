using System.Text;

namespace Baton.Tests.Models.Configuration;

public sealed class LoadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-load-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_is_not_there_is_an_error() => Load(Path.Combine(_folder, "none.yaml")).ShouldBe("1:1: there is no such file.");

    [Fact]
    public void A_folder_is_an_error() => Load(_folder).ShouldBe("1:1: this is a folder: name the file in it.");

    [Fact]
    public void A_file_that_is_no_UTF8_is_an_error() => Load(Written([0x64, 0xFF, 0xFE])).ShouldBe("1:1: the file is not UTF-8 text: save it as UTF-8.");

    [Fact]
    public void A_file_that_is_too_large_is_an_error() =>
        Load(Written(new byte[(16 << 20) + 1])).ShouldBe("1:1: the file has 16777217 bytes; a configuration has at most 16777216.");

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        var result = BatonConfiguration.Load(Written([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("data: here\r\ncache: { ttl: 1 }\r\n")]));

        result.Messages.Single().ToString().ShouldContain(":2:15: cache.ttl must be a duration");
    }

    [Fact]
    public void Who_cannot_go_on_gets_all_errors_in_one_exception()
    {
        var result = BatonConfiguration.Read("a: 1\nb: 2\nserver: { keys: required }", "my.yaml");

        var thrown = Should.Throw<BatonException>(() => result.OptionsOrThrow());

        thrown.Code.ShouldBe(ErrorCodes.InvalidConfiguration);
        thrown.Message.Split('\n').Select(l => l[..12]).ShouldBe(["my.yaml:1:1:", "my.yaml:2:1:"]);
    }

    [Fact]
    public void JSON_is_a_configuration_too() =>
        Reading.Options("""{ "data": "x", "defaults": { "attempts": 2 }, "roles": { "r": { "system": "\ud83d\ude00 \/" } } }""")
            .Roles[0].System.ShouldBe("😀 /");

    private static string Load(string path) => BatonConfiguration.Load(path).Messages.Single().ToString()[(path.Length + 1)..];

    private string Written(byte[] bytes)
    {
        var path = Path.Combine(_folder, "baton.yaml");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
