using Baton.Models.Configuration;

namespace Baton.Tests.Models.Configuration;

public sealed class PathTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baton-paths-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_relative_path_starts_at_the_files_folder_and_a_tilde_at_home()
    {
        Read("data: state").Data.ShouldBe(Path.Combine(_folder, "state"));
        Read("data: ~/state").Data.ShouldBe("/home/someone/state");
        Read("data: /var/baton").Data.ShouldBe("/var/baton");
        Read("").Data.ShouldBe(Path.Combine(_folder, ".baton"));
    }

    [Theory]
    [InlineData("", "x.gguf", "/home/someone/.cache/baton/models/x.gguf")]
    [InlineData("", "/w/x.gguf", "/w/x.gguf")]
    [InlineData("", "~/x.gguf", "/home/someone/x.gguf")]
    [InlineData(", folder: /weights", "x.gguf", "/weights/x.gguf")]
    [InlineData(", folder: /weights", "/w/x.gguf", "/w/x.gguf")]
    public void A_weights_file_is_a_path_or_a_name_in_its_providers_folder(string more, string file, string resolved) =>
        Read(Model(more, file)).Models[0].Deployments[0].File.ShouldBe(resolved);

    [Fact]
    public void A_weights_file_with_a_slash_starts_at_the_files_folder() =>
        Read(Model("", "./w/x.gguf")).Models[0].Deployments[0].File.ShouldBe(Path.Combine(_folder, "w", "x.gguf"));

    [Fact]
    public void The_models_folder_comes_from_the_environment() =>
        Read(Model("", "x.gguf"), ("BATON_MODELS", "/elsewhere")).Models[0].Deployments[0].File.ShouldBe("/elsewhere/x.gguf");

    [Fact]
    public void A_weights_file_that_is_there_is_no_warning()
    {
        File.WriteAllText(Path.Combine(_folder, "x.gguf"), "");

        Load(Model($", folder: {_folder}", "x.gguf")).Messages.ShouldNotContain(m => m.Message.Contains("is not there"));
        Load(Model($", folder: {_folder}", "y.gguf")).Messages.ShouldContain(m => m.IsWarning && m.Message.Contains("y.gguf is not there"));
    }

    private static string Model(string more, string file) =>
        $"providers: {{ here: {{ kind: llama-server, base_url: 'http://127.0.0.1:1'{more} }} }}\nmodels: {{ m: {{ provider: here, file: {file} }} }}";

    private BatonOptions Read(string text, params (string Name, string Value)[] environment) => Load(text, environment).OptionsOrThrow();

    private ConfigurationResult Load(string text, params (string Name, string Value)[] environment) => BatonConfiguration.Read(
        text,
        Path.Combine(_folder, "baton.yaml"),
        name => environment.Append(("HOME", "/home/someone")).Where(v => v.Item1 == name).Select(v => v.Item2).FirstOrDefault());
}
