using System.Collections.Concurrent;
using Baton.Models;

namespace Baton.Balancing;

/// <summary>Keeps hedged requests to their share of a model's requests that may be hedged, over about the last thousand.</summary>
internal sealed class HedgeBudget
{
    private const int Remembered = 1000;

    private readonly ConcurrentDictionary<string, Counts> _byModel = new(StringComparer.Ordinal);

    /// <summary>A request was made.</summary>
    public void Request(Deployment deployment)
    {
        var counts = Of(deployment);
        lock (counts)
        {
            counts.Requests++;
            if (counts.Requests > Remembered)
            {
                (counts.Requests, counts.Hedges) = (counts.Requests / 2, counts.Hedges / 2);
            }
        }
    }

    /// <summary>Whether one more may be hedged.</summary>
    public bool MayHedge(Deployment deployment)
    {
        var counts = Of(deployment);
        lock (counts)
        {
            return counts.Hedges + 1 <= deployment.Policy.HedgeShare!.Value * counts.Requests;
        }
    }

    /// <summary>One was hedged.</summary>
    public void Hedged(Deployment deployment)
    {
        var counts = Of(deployment);
        lock (counts)
        {
            counts.Hedges++;
        }
    }

    private Counts Of(Deployment deployment) => _byModel.GetOrAdd(deployment.Model.Id, static _ => new Counts());

    private sealed class Counts
    {
        public double Requests { get; set; }

        public double Hedges { get; set; }
    }
}
