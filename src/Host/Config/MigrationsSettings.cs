namespace Croupier.Host.Config;

/// <summary>Who <c>croupier migrate</c> is. Processes that serve are not given these.</summary>
internal sealed record MigrationsSettings(AdministratorSettings? Administrator, RabbitAdministrator? Rabbit)
{
    public static MigrationsSettings Read(ConfigurationSection root)
    {
        var section = root.Section("migrations", "Who `croupier migrate` is. A process that serves needs none of it.");
        var administrator = AdministratorSettings.Read(section.Section("administrator", "Who makes databases, users and schemas in PostgreSQL."), "postgres");
        var rabbit = section.Section("rabbitmq", "Who makes users and streams in RabbitMQ.");
        var user = rabbit.One("user", Names.User, "croupier_administrator", "The user, with the tag administrator.");
        var password = rabbit.Secret("password", SecretWords.Password, "The user's password.");
        return new MigrationsSettings(
            administrator,
            password is null ? null : new RabbitAdministrator(user, password));
    }
}

internal sealed record RabbitAdministrator(string User, SecretReference Password);
