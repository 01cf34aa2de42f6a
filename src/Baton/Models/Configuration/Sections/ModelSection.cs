using Baton.Models.Configuration.Binding;
using Keys = Baton.Models.Configuration.Binding.KeyOf<Baton.Models.Configuration.Sections.ModelEntry>;

namespace Baton.Models.Configuration.Sections;

/// <summary>An entry of <c>models</c> while it is read: both forms at once.</summary>
/// <param name="Model">What the entry says of the model.</param>
/// <param name="Single">The one deployment of the short form.</param>
internal sealed record ModelEntry(ModelOptions Model, DeploymentOptions Single)
{
    public ModelCard Card => Model.Card;

    public ModelEntry With(ModelCard card) => this with { Model = Model with { Card = card } };
}

/// <summary>An entry of <c>models</c>.</summary>
internal static class ModelSection
{
    private static Shape<Quality> QualityShape { get; } = new SingleOrMapping<Quality>(
        new SelectShape<double?, Quality>(Numbers.Share.OrNull(), (_, one) => new Quality(one, [])),
        new SelectShape<EquatableArray<KeyValuePair<TaskType, double>>, Quality>(SimulateSection.ByTask, (_, all) => new Quality(GeneralOf(all), all)));

    public static Section<ModelEntry> Entry { get; } = new(
        "model",
        name => new ModelEntry(new ModelOptions { Card = new ModelCard { Id = name } }, new DeploymentOptions { Provider = "" }),
        [
            Keys.Value("provider", Shapes.Text, (o, v) => o with { Single = o.Single with { Provider = v } },
                "Short form: the provider of its one deployment. Else there are deployments."),
            Keys.Value("deployments", new ListShape<DeploymentOptions>(DeploymentSection.Section), (o, v) => o with { Model = o.Model with { Deployments = v } },
                "Where it runs, one entry a place. A short form with provider does for one place."),
            .. CardKeys,
            Keys.Value("locality", Words.Locality.OrNull(), (o, v) => o with { Model = o.Model with { Locality = v } },
                "Where it runs. null: as its providers say.").Default("null"),
            Keys.Value("sla", SlaSection.Section.OrNothing(), (o, v) => o with { Model = o.Model with { Sla = v } },
                "What it is held to.").Default("null"),
            .. Keys.Lift(DeploymentSection.Shared, o => o.Single, (o, v) => o with { Single = v }),
            .. Keys.Lift(PolicySection.Keys, o => o.Model.Policy, (o, v) => o with { Model = o.Model with { Policy = v } }),
        ]);

    /// <summary>An entry with its deployments in one form.</summary>
    public static Shape<ModelOptions> Section { get; } = new SelectShape<ModelEntry, ModelOptions>(Entry, Complete);

    private static IEnumerable<Key<ModelEntry>> CardKeys =>
    [
        Keys.Value("family", Shapes.Text.OrNothing(), (o, v) => o.With(o.Card with { Family = v }),
            "Its family, such as llama, gpt, claude.").Default("null"),
        Keys.Value("context_window", Numbers.Whole(1).OrNull(), (o, v) => o.With(o.Card with { ContextWindow = v }),
            "Tokens of prompt and answer together. null: unknown.").Default("null"),
        Keys.Value("max_output_tokens", Numbers.Whole(1).OrNull(), (o, v) => o.With(o.Card with { MaxOutputTokens = v }),
            "The most tokens that one answer may have. null: unknown.").Default("null"),
        Keys.Value("capabilities", Shapes.Texts, (o, v) => o.With(o.Card with { Capabilities = v }),
            $"What it can do, of {string.Join(", ", Capabilities.All)}. Left out: unknown, so it is asked for anything."),
        Keys.Value("strengths", new ListShape<TaskType>(Words.TaskType), (o, v) => o.With(o.Card with { Strengths = v }),
            "Task types that it is said to be good at.").Default("[]"),
        Keys.Value("quality", QualityShape, (o, v) => o.With(o.Card with { Quality = v.Overall, QualityByTask = v.ByTask }),
            "Quality expected before anything was measured, 0 to 1: one number, or one a task type.").Default("null"),
        Keys.Value("latency_ms", Numbers.NotNegative.OrNull(), (o, v) => o.With(o.Card with { LatencyMs = v }),
            "Milliseconds to the first token expected before anything was measured.").Default("null"),
        Keys.Value("tokens_per_second", Numbers.Positive.OrNull(), (o, v) => o.With(o.Card with { TokensPerSecond = v }),
            "Tokens a second expected before anything was measured.").Default("null"),
        Keys.Value("price", PriceSection.Section.OrNothing(), (o, v) => o.With(o.Card with { Price = v }),
            "What it costs. null: nothing where it is local, else the vendor's list price where Baton knows it, else unknown.").Default("null"),
        Keys.Value("parameters", Shapes.Count.OrNull(), (o, v) => o.With(o.Card with { Parameters = v }),
            "How many parameters it has, such as 7B.").Default("null").NotYet(),
        Keys.Value("memory", Shapes.Size.OrNull(), (o, v) => o.With(o.Card with { MemoryBytes = v }),
            "The memory that it needs when loaded.").Default("null").NotYet(),
    ];

    private static double? GeneralOf(EquatableArray<KeyValuePair<TaskType, double>> byTask)
    {
        foreach (var (task, quality) in byTask)
        {
            if (task == TaskType.General)
            {
                return quality;
            }
        }

        return null;
    }

    private static ModelOptions Complete(Place place, ModelEntry entry)
    {
        var prefix = place.Path.Length == 0 ? "" : place.Path + ".";
        var marks = place.Reading.Marks;
        if (!marks.Has(prefix + "deployments"))
        {
            if (!marks.Has(prefix + "provider"))
            {
                var at = place.Path.Length == 0 ? place.Node.Start : marks.Key(place.Path);
                place.Reading.Messages.Error(
                    at, prefix + "provider", $"{place.Called} says nothing of where it runs: give it a 'provider', or 'deployments' with one each.");
            }

            return entry.Model with { Deployments = [entry.Single] };
        }

        foreach (var name in DeploymentSection.Shared.Select(k => k.Name).Prepend("provider").Where(n => marks.Has(prefix + n)))
        {
            place.Reading.Messages.Error(
                marks.Key(prefix + name), prefix + name, $"{prefix}{name} is for the short form without 'deployments': move it into the deployment that it is about.");
        }

        if (entry.Model.Deployments.IsEmpty && !place.Reading.Messages.HasErrors)
        {
            place.Reading.Messages.Error(
                marks.Value(prefix + "deployments"), prefix + "deployments", $"{prefix}deployments is empty: a model needs at least one.");
        }

        return entry.Model;
    }

    private readonly record struct Quality(double? Overall, EquatableArray<KeyValuePair<TaskType, double>> ByTask);
}
