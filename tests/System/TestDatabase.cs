using Croupier.Host.Dev;
using Npgsql;

namespace Croupier.Tests.System;

/// <summary>A database of one test, dropped when the test disposes of it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    internal TestDatabase(PrivatePostgres server, string name, string user, string password)
    {
        Server = server;
        Name = name;
        User = user;
        ConnectionString = server.ConnectionString(name, user, password);
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public PrivatePostgres Server { get; }

    public string Name { get; }

    public string User { get; }

    /// <summary>The owner's. A test that wants other settings (pool, application name) builds a data source of its own from it.</summary>
    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Runs a statement as the owner.</summary>
    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The same database on another server, which has become a copy of this one's.</summary>
    internal TestDatabase On(PrivatePostgres server) => new(server, Name, User, new NpgsqlConnectionStringBuilder(ConnectionString).Password!);

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (!Server.ServerEnded.IsCompleted)
        {
            await Server.DropDatabaseAsync(Name);
        }
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
