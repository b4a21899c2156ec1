using System.CommandLine;
using Croupier.Host.Verbs;
using Croupier.Kernel;

// Every verb is one file in Verbs. An unknown verb or option is fatal, with a suggestion where there is one.
var root = new RootCommand("Croupier: a platform for games that pay real money.");
foreach (var verb in VerbTable.All)
{
    root.Add(verb);
}

var parsed = root.Parse(args);

// start-dev ends in good order on its own signals, however long its database takes; nothing may cut that short.
var exit = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : exit;
