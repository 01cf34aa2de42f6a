namespace Baton.Models.Configuration.Checks;

/// <summary>Names of models and roles that other entries use exist.</summary>
internal sealed class ReferenceCheck : IConfigurationCheck
{
    public void Check(BatonOptions options, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        var models = options.Models.Select(m => m.Card.Id).ToHashSet(StringComparer.Ordinal);
        var roles = options.Roles.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var names = new Names(models, roles, marks, messages);

        names.Models(options.Defaults.Fallbacks, "defaults.fallbacks");
        foreach (var model in options.Models)
        {
            names.Models(model.Policy.Fallbacks, $"models.{model.Card.Id}.fallbacks");
            for (var i = 0; i < model.Deployments.Count && marks.Has($"models.{model.Card.Id}.deployments"); i++)
            {
                names.Models(model.Deployments[i].Policy.Fallbacks, $"models.{model.Card.Id}.deployments[{i}].fallbacks");
            }
        }

        foreach (var role in options.Roles)
        {
            CheckRole(role, $"roles.{role.Name}", options, names);
        }

        for (var i = 0; i < options.Routing.Rules.Count; i++)
        {
            names.ModelsOrRoles(options.Routing.Rules[i].Use, $"routing.rules[{i}].use");
        }

        for (var i = 0; i < options.Policies.Count; i++)
        {
            var (policy, path) = (options.Policies[i], $"policies[{i}]");
            names.Models(policy.Models, path + ".models");
            names.Providers(policy.Providers, path + ".providers", options);
            if (policy.Locality is null && policy.Models.IsEmpty && policy.Providers.IsEmpty && !messages.HasErrors)
            {
                messages.Error(marks.Value(path), path, $"{path} demands nothing: give it 'locality', 'models' or 'providers'.");
            }
        }

        foreach (var panel in options.Panels)
        {
            names.ModelsOrRoles(panel.Members, $"panels.{panel.Name}.members");
        }
    }

    private static void CheckRole(RoleOptions role, string path, BatonOptions options, Names names)
    {
        ModelCheck.CheckCapabilities(role.Requires, path + ".requires", names.Marks, names.Messages);
        names.Models(role.Fallbacks, path + ".fallbacks");
        names.Models(role.AutoSwap.Candidates, path + ".auto_swap.candidates");
        for (var i = 0; i < role.Schedule.Count; i++)
        {
            names.Model(role.Schedule[i].Model, $"{path}.schedule[{i}].model");
        }

        if (role.Model is not { } id || !names.Model(id, path + ".model"))
        {
            return;
        }

        var card = options.Models.First(m => m.Card.Id == id).Card;
        foreach (var required in role.Requires.Where(r => card.Can(r) == false))
        {
            names.Messages.Error(
                names.Marks.Value(path + ".model"), path + ".model",
                $"{path}.model: '{id}' has no capability '{required}', which the role requires: add it to the model's capabilities, or choose another model.");
        }
    }

    private sealed record Names(
        HashSet<string> KnownModels, HashSet<string> KnownRoles, ConfigurationMarks Marks, ConfigurationMessages Messages)
    {
        public void Models(EquatableArray<string>? ids, string path)
        {
            for (var i = 0; i < (ids?.Count ?? 0); i++)
            {
                Model(ids!.Value[i], $"{path}[{i}]");
            }
        }

        public void Providers(EquatableArray<string> names, string path, BatonOptions options)
        {
            var known = options.Providers.Select(p => p.Name).ToList();
            for (var i = 0; i < names.Count; i++)
            {
                if (!known.Contains(names[i], StringComparer.Ordinal))
                {
                    var at = Marks.Has($"{path}[{i}]") ? $"{path}[{i}]" : path;
                    Messages.Error(Marks.Value(at), at, $"{at}: there is no provider '{names[i]}'.{NearestNames.Suggest(names[i], known)}");
                }
            }
        }

        public bool Model(string id, string path)
        {
            if (id.Length == 0 || KnownModels.Contains(id))
            {
                return id.Length > 0;
            }

            Messages.Error(Marks.Value(path), path, $"{path}: there is no model '{id}'.{Nearest(id, KnownModels)}");
            return false;
        }

        public void ModelsOrRoles(EquatableArray<string> names, string path)
        {
            for (var i = 0; i < names.Count; i++)
            {
                var name = names[i].StartsWith("role:", StringComparison.Ordinal) ? names[i][5..] : names[i];
                if (KnownRoles.Contains(name) || (name == names[i] && KnownModels.Contains(name)))
                {
                    continue;
                }

                var at = Marks.Has($"{path}[{i}]") ? $"{path}[{i}]" : path;
                Messages.Error(Marks.Value(at), at, $"{at}: there is no model or role '{name}'.{Nearest(name, KnownModels.Concat(KnownRoles))}");
            }
        }

        private static string Nearest(string written, IEnumerable<string> known)
        {
            var near = NearestNames.Suggest(written, known);
            return near.Length > 0 ? near : " Add it to 'models'.";
        }
    }
}
