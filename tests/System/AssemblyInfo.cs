global using Croupier.Kernel;
global using Xunit;
