using System.Text;

namespace Baton.Providers;

/// <summary>Reads the inside of a JSON string roughly: enough for looking at words, without building the string.</summary>
internal static class RawText
{
    /// <summary>Decodes UTF-8; an escape becomes the character it stands for, a <c>\u</c> one a space.</summary>
    /// <param name="inside">The string's inside, possibly cut anywhere.</param>
    /// <param name="text">Where to; at least as long as <paramref name="inside"/>.</param>
    /// <returns>How many characters were written.</returns>
    public static int Decode(ReadOnlySpan<byte> inside, Span<char> text)
    {
        var written = 0;
        while (!inside.IsEmpty)
        {
            var escape = inside.IndexOf((byte)'\\');
            var plain = escape < 0 ? inside : inside[..escape];
            written += Encoding.UTF8.GetChars(plain, text[written..]);
            if (escape < 0 || escape + 1 >= inside.Length)
            {
                break;
            }

            var kind = inside[escape + 1];
            text[written++] = kind switch
            {
                (byte)'n' or (byte)'r' => '\n',
                (byte)'t' or (byte)'u' => ' ',
                _ => (char)kind,
            };
            inside = inside[Math.Min(inside.Length, escape + (kind == 'u' ? 6 : 2))..];
        }

        return written;
    }
}
