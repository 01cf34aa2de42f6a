using Baton.Storage.Sqlite;

namespace Baton.Storage.Tests;

/// <summary>A real database in a folder that goes with it.</summary>
internal sealed class TempDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-store-");

    public TempDatabase() => Database = Open();

    public SqliteDatabase Database { get; }

    /// <summary>Where its folder is.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Opens it once more, as another process would.</summary>
    public SqliteDatabase Open() => SqliteDatabase.Open(Path.Combine(_folder.FullName, "data"));

    public void Dispose()
    {
        Database.Dispose();
        _folder.Delete(recursive: true);
    }
}
