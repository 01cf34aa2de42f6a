namespace Baton.Models.Configuration;

/// <summary>What a file held at one look: its bytes, or why there are none.</summary>
internal sealed class FileContent : IEquatable<FileContent>
{
    /// <summary>The largest configuration that is read.</summary>
    public const long Largest = 16 << 20;

    private FileContent(byte[]? bytes, string? problem) => (Bytes, Problem) = (bytes, problem);

    /// <summary>The bytes; <c>null</c> where it could not be read.</summary>
    public byte[]? Bytes { get; }

    /// <summary>Why there are none, a plain sentence.</summary>
    public string? Problem { get; }

    /// <summary>Looks at a file. Never throws for what the file system does.</summary>
    public static FileContent Read(string path)
    {
        try
        {
            return Directory.Exists(path) ? new(null, "this is a folder: name the file in it.")
                : new FileInfo(path) is { Exists: true, Length: > Largest } large ? new(null, $"the file has {large.Length} bytes; a configuration has at most {Largest}.")
                : new(File.ReadAllBytes(path), null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(null, "there is no such file.");
        }
        catch (UnauthorizedAccessException)
        {
            return new(null, "the file may not be read by this user.");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            return new(null, $"the file cannot be read: {exception.Message.TrimEnd('.')}.");
        }
    }

    /// <inheritdoc/>
    public bool Equals(FileContent? other) =>
        other is not null && Problem == other.Problem && Bytes.AsSpan().SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FileContent);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Bytes?.Length, Problem);
}
