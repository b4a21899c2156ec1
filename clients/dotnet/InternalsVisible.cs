using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Croupier.Bench")]
