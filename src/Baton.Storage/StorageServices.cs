using Baton.Models;
using Baton.Roles;
using Baton.Storage.Keys;
using Baton.Storage.Models;
using Baton.Storage.Roles;
using Baton.Storage.Sqlite;
using Baton.Storage.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Storage;

/// <summary>Puts the stores into a program.</summary>
public static class StorageServices
{
    /// <summary>Keeps everything in a database of this machine.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="database">The database; it stays the caller's, and must outlive the program's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, SqliteDatabase database)
    {
        services.Replace(ServiceDescriptor.Singleton<IKeyStore>(new SqliteKeyStore(database)));
        services.Replace(ServiceDescriptor.Singleton<IModelStore>(new SqliteModelStore(database)));
        services.Replace(ServiceDescriptor.Singleton<IRoleStore>(new SqliteRoleStore(database)));
        services.Replace(ServiceDescriptor.Singleton<IUsageStore>(new SqliteUsageStore(database)));
        return services;
    }
}
