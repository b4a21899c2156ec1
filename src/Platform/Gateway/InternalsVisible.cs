using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Croupier.Tests.Unit")]
