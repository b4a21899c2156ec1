using Croupier.Host.Data;
using Croupier.Kernel;
using Npgsql;

namespace Croupier.Host.Migrate;

/// <summary>Statements of an administrator, a superuser or one with CREATEDB and CREATEROLE. Names need no quotes: configuration takes no others.</summary>
internal sealed class AdministratorSession(NpgsqlConnection connection, CancellationToken cancellation)
{
    /// <summary>Makes the user or gives it this password. Refuses one that may do more than an area's user should.</summary>
    public async Task EnsureUserAsync(string user, string? password)
    {
        var isThere = await IsAsync("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", user);
        if (isThere && await IsAsync("SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = $1", user))
        {
            throw new EnvironmentException(ExitCode.Usage, $"the user {user} may administer the server: an area's user must be able to do no more than its area's work. Choose another name");
        }

        await RunAsync($"{(isThere ? "ALTER" : "CREATE")} ROLE {user} {(password is null ? "NOLOGIN" : $"LOGIN PASSWORD '{ScramVerifier.Of(password)}'")}");
    }

    /// <summary>So that an administrator who is no superuser may act as the user.</summary>
    public async Task JoinAsync(string user)
    {
        if (!await IsAsync("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") && !await IsAsync("SELECT pg_has_role(current_user, $1, 'MEMBER')", user))
        {
            await RunAsync($"GRANT {user} TO CURRENT_USER");
        }
    }

    /// <summary>Makes the database, which nobody may then enter but those who are let in.</summary>
    public async Task<bool> EnsureDatabaseAsync(string database)
    {
        var isThere = await IsAsync("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", database);
        if (!isThere)
        {
            await RunAsync($"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'");
        }

        await RunAsync($"REVOKE CONNECT, TEMPORARY ON DATABASE {database} FROM PUBLIC");
        return !isThere;
    }

    /// <summary>Makes the schema for its owner. One that belongs to somebody else is refused.</summary>
    public async Task EnsureSchemaAsync(string schema, string owner)
    {
        if (!await IsAsync("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", schema))
        {
            await RunAsync($"CREATE SCHEMA {schema} AUTHORIZATION {owner}");
        }
        else if (!await IsAsync("SELECT pg_get_userbyid(nspowner) = $2 FROM pg_namespace WHERE nspname = $1", schema, owner))
        {
            throw new EnvironmentException(ExitCode.Usage, $"the schema {schema} is there and is not {owner}'s: it is another's data, or the user was renamed");
        }
    }

    /// <summary>False, and nothing has changed, where this administrator may not.</summary>
    public async Task<bool> TryAsync(string statement)
    {
        try
        {
            await RunAsync(statement);
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    public async Task RunAsync(string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<bool> IsAsync(string query, params string[] values)
    {
        await using var command = new NpgsqlCommand(query, connection);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
