using Baton.Cli;

// Sockets go on where their event was seen: measured in bench/README.md. The runtime reads this before the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

// A caller's JSON Schema may hold a pattern made to run for ever; the validator sets no bound of its own.
AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(1));
return await BatonCommand.RunAsync(args, new Terminal(Console.In, Console.Out, Console.Error));
