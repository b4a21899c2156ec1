global using Croupier.Kernel;
global using Croupier.Tests.Unit.Book;
global using Xunit;

// The tests share two processors with nothing but each other, and each uses both.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
[assembly: System.Runtime.Versioning.SupportedOSPlatform("macos")]
