using Baton.Models.Configuration.Binding;

namespace Baton.Models.Configuration.Checks;

/// <summary>Nobody may switch keys off where other machines can reach the gateway.</summary>
internal sealed class ServerCheck : IConfigurationCheck
{
    public void Check(BatonOptions options, ConfigurationMarks marks, ConfigurationMessages messages)
    {
        var open = options.Server.Urls.FirstOrDefault(url => !Addresses.IsLoopback(url));
        if (options.Server.Keys == "off" && open is not null)
        {
            messages.Error(
                marks.Value("server.keys"), "server.keys",
                $"server.keys cannot be off while {open} lets other machines in: use auto or required, or listen at 127.0.0.1 alone.");
        }

        if (marks.Has("server.urls") && options.Server.Urls.IsEmpty && !messages.HasErrors)
        {
            messages.Error(marks.Value("server.urls"), "server.urls", "server.urls is empty: name an address, or leave the key out.");
        }
    }
}
