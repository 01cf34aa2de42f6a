using Baton.Models.Configuration;

namespace Baton.Routing.Rules;

/// <summary>Checks the conditions of <c>routing.rules</c> and <c>policies</c>, each error at its column. What <c>use</c> names is checked with all other references.</summary>
internal sealed class RuleCheck : IConfigurationCheck
{
    public void Check(BatonOptions options, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        for (var i = 0; i < options.Routing.Rules.Count; i++)
        {
            CheckCondition(options.Routing.Rules[i].When, $"routing.rules[{i}].when");
        }

        for (var i = 0; i < options.Policies.Count; i++)
        {
            CheckCondition(options.Policies[i].When, $"policies[{i}].when");
        }

        void CheckCondition(string when, string path)
        {
            if (when.Length == 0)
            {
                return; // The key is missing or is no text, which was said already.
            }

            foreach (var error in RuleParser.Parse(when).Errors)
            {
                messages.Error(marks.Text(path, error.Offset), path, $"{path}: {error.Message.TrimEnd('.')}{(error.Message.EndsWith('?') ? "" : ".")}");
            }
        }
    }
}
