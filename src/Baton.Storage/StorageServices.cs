using Baton.Budgets;
using Baton.Models;
using Baton.Roles;
using Baton.Roles.Learnings;
using Baton.Storage.Audit;
using Baton.Storage.Budgets;
using Baton.Storage.Keys;
using Baton.Storage.Learnings;
using Baton.Storage.Models;
using Baton.Storage.Postgres;
using Baton.Storage.Roles;
using Baton.Storage.Sqlite;
using Baton.Storage.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Storage;

/// <summary>Puts the stores into a program.</summary>
public static class StorageServices
{
    /// <summary>Keeps everything in a database.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="database">The database; it stays the caller's, and must outlive the program's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddStorage(this IServiceCollection services, Database database)
    {
        services.Replace(ServiceDescriptor.Singleton(database));
        services.Replace(ServiceDescriptor.Singleton<IKeyStore>(new KeyStore(database)));
        services.Replace(ServiceDescriptor.Singleton<IAuditStore>(new AuditStore(database)));
        services.Replace(ServiceDescriptor.Singleton<IModelStore>(new ModelStore(database)));
        services.Replace(ServiceDescriptor.Singleton<IRoleStore>(new RoleStore(database)));
        services.Replace(ServiceDescriptor.Singleton<IBudgetStore>(s => new BudgetStore(database, s.GetService<TimeProvider>() ?? TimeProvider.System)));
        services.Replace(ServiceDescriptor.Singleton<ILearningStore>(new LearningStore(database)));
        services.Replace(ServiceDescriptor.Singleton<IUsageStore>(database switch
        {
            PostgresDatabase postgres => new PostgresUsageStore(postgres),
            SqliteDatabase sqlite => new SqliteUsageStore(sqlite),
            _ => throw new ArgumentException($"{database.GetType().Name} has no ledger.", nameof(database)),
        }));
        return services;
    }
}
