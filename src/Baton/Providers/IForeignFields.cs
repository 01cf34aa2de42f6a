using Baton.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Providers;

/// <summary>What a request says in the words of one wire alone, as a value among its additional options.</summary>
internal interface IForeignFields
{
    /// <summary>What an upstream of another wire is not told, by its names on the caller's wire.</summary>
    IReadOnlyList<string> Lost { get; }

    /// <summary>Names what is lost as dropped (WIRE 31): called where a request is written for another wire.</summary>
    /// <param name="options">The request's options.</param>
    /// <param name="drop">Takes a name.</param>
    static void NameLost(ChatOptions options, Action<string>? drop)
    {
        foreach (var foreign in (options.AdditionalProperties?.Values ?? []).OfType<IForeignFields>())
        {
            foreach (var name in foreign.Lost)
            {
                drop?.Invoke(name);
            }
        }
    }

    /// <summary>The same for one value.</summary>
    static void NameLost(object? value, RequestRecord? record)
    {
        foreach (var name in (value as IForeignFields)?.Lost ?? [])
        {
            record?.Drop(name);
        }
    }
}
