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
var exit = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : exit;
