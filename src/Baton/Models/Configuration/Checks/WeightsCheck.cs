namespace Baton.Models.Configuration.Checks;

/// <summary>Warns of weights files that are not there: they may still be on their way, so it is no error.</summary>
internal sealed class WeightsCheck : IConfigurationCheck
{
    public void Check(BatonOptions options, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        foreach (var model in options.Models)
        {
            var path = $"models.{model.Card.Id}";
            for (var i = 0; i < model.Deployments.Count; i++)
            {
                var at = marks.Has(path + ".deployments") ? $"{path}.deployments[{i}].file" : path + ".file";
                if (model.Deployments[i].File is { } file && !File.Exists(file))
                {
                    messages.Warning(marks.Value(at), at, $"{at}: the weights file {file} is not there.");
                }
            }
        }
    }
}
