using System.Globalization;
using System.Text.Json;
using Baton.Models;
using Baton.Telemetry;

namespace Baton.Providers;

/// <summary>Fields of a request that a target has no place for.</summary>
internal static class AdditionalOptions
{
    /// <summary>Refuses what would change the shape of the answer (several choices, WIRE 16), and notes anything else as dropped (WIRE 31).</summary>
    /// <param name="deployment">The target.</param>
    /// <param name="name">The field.</param>
    /// <param name="value">Its value; <c>null</c> asks for nothing.</param>
    /// <param name="record">Where to note it.</param>
    /// <exception cref="UpstreamException">More than one choice is asked for.</exception>
    public static void RefuseOrDrop(Deployment deployment, string name, object? value, RequestRecord? record)
    {
        IForeignFields.NameLost(value, record);
        if (value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }
            || name.StartsWith("baton.", StringComparison.Ordinal))
        {
            return;
        }

        if (name != "n")
        {
            record?.Drop(name);
        }
        else if (Convert.ToString(value, CultureInfo.InvariantCulture) != "1")
        {
            throw new UpstreamException(
                ErrorCodes.InvalidRequest, $"'n' must be 1: {deployment.Id} gives one answer a request. Send the request several times instead.")
            {
                Param = "n",
            };
        }
    }
}
