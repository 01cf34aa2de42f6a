using Baton.Models;
using Baton.Models.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Cli;

/// <summary>Follows the configuration's file while the gateway runs: a good one is flipped in, a bad one is reported and the old one kept.</summary>
internal static partial class Reloading
{
}
