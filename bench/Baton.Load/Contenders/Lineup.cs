using Baton.Load.Machine;

namespace Baton.Load.Contenders;

/// <summary>Who takes part, with the configuration each needs, written into a folder of its own.</summary>
internal static class Lineup
{
    /// <summary>The wire of the gateway's other models, which makes it take the typed path.</summary>
    public const string Typed = "typed-";

    public static IEnumerable<Contender> Of(Arguments arguments, Uri upstream, string folder)
    {
        var self = Environment.ProcessPath!;
        var gateway = Gateway("gateway", Checkout.Published("Baton.Cli"), upstream, folder);
        yield return gateway;
        foreach (var (name, program) in arguments.Also)
        {
            yield return Gateway(name, program, upstream, folder);
        }

        var port = Ports.Free();
        yield return new Contender("bare forwarder", port, self, ["bare", Address(port), Bare(upstream)]);
        if (arguments.Only is not null)
        {
            yield break;
        }

        port = Ports.Free();
        yield return new Contender("bare, inline", port, self, ["bare", Address(port), Bare(upstream), "--inline"]);
        if (Nginx(upstream, folder) is { } nginx)
        {
            yield return nginx;
        }
        else
        {
            Console.WriteLine("nginx takes no part: it is not installed (apt-get install nginx-light).");
        }

        yield return gateway with { Name = "gateway, typed", Models = Typed, Shares = gateway };
    }

    private static Contender Gateway(string name, string program, Uri upstream, string folder)
    {
        var port = Ports.Free();
        var file = Path.Combine(folder, $"{name}.yaml");
        var models = Scenario.All.Select(s => s.Model).Append(Scenario.HeldModel).Distinct(StringComparer.Ordinal).Select(model =>
            $$"""
              {{model}}: { provider: up, price: { input: 2.5, output: 10 } }
              {{Typed}}{{model}}: { deployments: [{ provider: other, model: {{model}} }], price: { input: 2.5, output: 10 } }
            """);
        File.WriteAllText(
            file,
            $$"""
            server: { urls: ["{{Address(port)}}"], keys: off }
            data: "{{Path.Combine(folder, name)}}"
            providers:
              up: { kind: openai, base_url: "{{Bare(upstream)}}/v1" }
              other: { kind: anthropic, base_url: "{{Bare(upstream)}}", api_key: none }
            models:
            {{string.Join('\n', models)}}

            """);
        return new Contender(name, port, program, ["serve", "--config", file]);
    }

    private static Contender? Nginx(Uri upstream, string folder)
    {
        if (Programs.Find("nginx") is not { } program)
        {
            return null;
        }

        var port = Ports.Free();
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(
            file,
            $$"""
            daemon off; master_process off; pid {{folder}}/nginx.pid; error_log stderr;
            events { worker_connections 16384; }
            http {
              access_log off; keepalive_requests 1000000000; tcp_nodelay on;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/f;
              uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
              client_body_buffer_size 64k; proxy_buffering off;
              upstream up { server {{upstream.Authority}}; keepalive 256; keepalive_requests 1000000000; }
              server {
                listen 127.0.0.1:{{port}};
                location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; }
              }
            }
            """);
        return new Contender("nginx", port, program, ["-e", "stderr", "-p", folder, "-c", file]);
    }

    private static string Address(int port) => $"http://127.0.0.1:{port}";

    private static string Bare(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
