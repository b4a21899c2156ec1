using Croupier.Verifier;

return CommandLine.Run(args, Console.Out, Console.Error);
