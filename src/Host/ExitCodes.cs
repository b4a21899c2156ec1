using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Host.Secrets;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Fairness;
using Croupier.Platform.Postgres;

namespace Croupier.Host;

/// <summary>Which errors end the process with which documented code. Null: a defect, which ends it with its stack trace.</summary>
internal static class ExitCodes
{
    public static ExitCode? Of(Exception error) => error switch
    {
        EnvironmentException environment => environment.Code,
        ConfigurationException => ExitCode.Usage,
        SecretException => ExitCode.SecretUnusable,
        PrivatePostgresException postgres => postgres.ExitCode,
        PrivateRabbitException rabbit => rabbit.ExitCode,
        DataFromNewerVersionException newer => newer.ExitCode,
        MigrationChangedException changed => changed.ExitCode,
        SealingKeyException => ExitCode.DataFolderUnusable,
        RoleStoppedException stopped => stopped.Code,
        InvariantBrokenException => ExitCode.InvariantBroken,
        LogTailLostException => ExitCode.LogTailLost,
        LogGapException => ExitCode.LogGap,
        _ => null,
    };
}
