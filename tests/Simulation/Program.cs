using Croupier.Tests.Simulation;

return SimulateVerb.Run(args, Console.Out);
