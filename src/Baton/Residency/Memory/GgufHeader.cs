using System.Text;

namespace Baton.Residency;

/// <summary>
/// What the header of a weights file (GGUF, versions 2 and 3) says of the model's shape. Read up to the first key that is not needed to
/// be passed over slowly: the vocabulary, some megabytes, is skipped.
/// </summary>
/// <param name="Values">Numbers and texts by their keys; of an array of numbers, its values.</param>
internal sealed record GgufHeader(IReadOnlyDictionary<string, object> Values)
{
    private const uint Magic = 0x46554747;
    private const ulong MostKeys = 100_000;
    private const int LongestText = 1 << 20;
    private const ulong LongestArray = 4096;

    private static readonly int[] Sizes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

    /// <summary>Reads a file's header.</summary>
    /// <returns><c>null</c> where it is none.</returns>
    public static GgufHeader? Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            return Read(reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>A whole number.</summary>
    public long? Number(string key) => Values.GetValueOrDefault(key) is long number ? number : null;

    /// <summary>Whole numbers, one a layer; a single one stands for all.</summary>
    public long[]? Numbers(string key) => Values.GetValueOrDefault(key) switch { long one => [one], long[] many => many, _ => null };

    /// <summary>A text.</summary>
    public string? Text(string key) => Values.GetValueOrDefault(key) as string;

    private static GgufHeader Read(BinaryReader reader)
    {
        if (reader.ReadUInt32() != Magic || reader.ReadUInt32() is not (2 or 3))
        {
            throw new InvalidDataException("no GGUF file of a known version");
        }

        _ = reader.ReadUInt64(); // The number of tensors.
        var count = reader.ReadUInt64();
        if (count > MostKeys)
        {
            throw new InvalidDataException("too many keys");
        }

        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0UL; i < count; i++)
        {
            var key = ReadText(reader);
            if (ReadValue(reader, reader.ReadUInt32()) is { } value)
            {
                values[key] = value;
            }
        }

        return new GgufHeader(values);
    }

    private static object? ReadValue(BinaryReader reader, uint type) => type switch
    {
        0 => (long)reader.ReadByte(),
        1 => (long)reader.ReadSByte(),
        2 => (long)reader.ReadUInt16(),
        3 => (long)reader.ReadInt16(),
        4 => (long)reader.ReadUInt32(),
        5 => (long)reader.ReadInt32(),
        6 => (double)reader.ReadSingle(),
        7 => (long)reader.ReadByte(),
        8 => ReadText(reader),
        9 => ReadArray(reader),
        10 => (long)reader.ReadUInt64(),
        11 => reader.ReadInt64(),
        12 => reader.ReadDouble(),
        _ => throw new InvalidDataException("an unknown type of value"),
    };

    private static long[]? ReadArray(BinaryReader reader)
    {
        var type = reader.ReadUInt32();
        var count = reader.ReadUInt64();
        if (type == 8)
        {
            for (var i = 0UL; i < count; i++)
            {
                Skip(reader, reader.ReadUInt64());
            }

            return null;
        }

        if (type >= (uint)Sizes.Length || Sizes[type] == 0)
        {
            throw new InvalidDataException("an array of an unknown type");
        }

        if (count > LongestArray || type is 6 or 12)
        {
            Skip(reader, checked(count * (ulong)Sizes[type]));
            return null;
        }

        var numbers = new long[count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (long)ReadValue(reader, type)!;
        }

        return numbers;
    }

    private static string ReadText(BinaryReader reader)
    {
        var length = reader.ReadUInt64();
        if (length > LongestText)
        {
            Skip(reader, length);
            return "";
        }

        var bytes = reader.ReadBytes((int)length);
        return bytes.Length == (int)length ? Encoding.UTF8.GetString(bytes) : throw new EndOfStreamException();
    }

    private static void Skip(BinaryReader reader, ulong bytes)
    {
        var stream = reader.BaseStream;
        if (bytes > (ulong)(stream.Length - stream.Position))
        {
            throw new EndOfStreamException();
        }

        stream.Position += (long)bytes;
    }
}
