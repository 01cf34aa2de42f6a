using Baton.Cli;

// Sockets go on where their event was seen: measured in bench/README.md. The runtime reads this before the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
return await BatonCommand.RunAsync(args, new Terminal(Console.In, Console.Out, Console.Error));
