using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]
[assembly: InternalsVisibleTo("Croupier.Tests.Unit")]
[assembly: InternalsVisibleTo("Croupier.Tests.System")]
[assembly: InternalsVisibleTo("Croupier.Bench")]
