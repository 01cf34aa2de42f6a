using Npgsql;

namespace Baton.Storage.Postgres;

/// <summary>Reads the key <c>database</c>: a connection string of Npgsql, or a <c>postgres://</c> address. What it says is never part of a message.</summary>
public static class PostgresAddress
{
    private const int ConnectSeconds = 3;
    private const int CommandSeconds = 10;
    private const int MostConnections = 20;

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["user"] = "Username",
        ["password"] = "Password",
        ["host"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
    };

    /// <summary>Reads it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Npgsql's own form, with Baton's bounds where it says none: 3 seconds to connect, 10 a command, 20 connections.</returns>
    /// <exception cref="BatonException"><see cref="ErrorCodes.InvalidConfiguration"/>: it is neither.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var said = text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
                ? FromAddress(text)
                : new NpgsqlConnectionStringBuilder(text);
            return WithBounds(said);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new BatonException(
                ErrorCodes.InvalidConfiguration,
                "'database' is neither a connection string of Npgsql ('Host=db;Database=baton;Username=baton;Password=…') nor an address ('postgres://user:password@host/database').");
        }
    }

    private static NpgsqlConnectionStringBuilder FromAddress(string text)
    {
        var address = new Uri(text);
        var said = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(address.Host) };
        if (address.Port > 0)
        {
            said.Port = address.Port;
        }

        var user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            said.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            said.Password = Uri.UnescapeDataString(user[1]);
        }

        if (address.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            said.Database = Uri.UnescapeDataString(database);
        }

        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (pair, "");
            said[Parameters.GetValueOrDefault(name, name)] = name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return said;
    }

    private static NpgsqlConnectionStringBuilder WithBounds(NpgsqlConnectionStringBuilder said)
    {
        if (string.IsNullOrEmpty(said.Host))
        {
            throw new FormatException();
        }

        var given = said.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        said.Timeout = given.Contains("Timeout") ? said.Timeout : ConnectSeconds;
        said.CommandTimeout = given.Contains("Command Timeout") ? said.CommandTimeout : CommandSeconds;
        said.MaxPoolSize = given.Contains("Maximum Pool Size") ? said.MaxPoolSize : MostConnections;
        said.ApplicationName ??= "baton";
        return said;
    }
}
