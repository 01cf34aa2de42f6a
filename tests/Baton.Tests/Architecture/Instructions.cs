using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Baton.Tests.Architecture;

/// <summary>Reads a method's instructions (ECMA-335, partition III) for the members that they name.</summary>
internal static class Instructions
{
    private const byte TwoByteMark = 0xFE;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => f.GetValue(null)).OfType<OpCode>().ToDictionary(c => c.Value);

    public static IEnumerable<MemberInfo> Members(MethodBase method, MethodBody body)
    {
        var typeArguments = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var code = body.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var first = code[at++];
            var operation = Codes[first == TwoByteMark ? (short)(TwoByteMark << 8 | code[at++]) : first];
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                var token = BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at));
                if (method.Module.ResolveMember(token, typeArguments, methodArguments) is { } member)
                {
                    yield return member;
                }
            }

            at += Length(operation.OperandType, code.AsSpan(at));
        }
    }

    private static int Length(OperandType operand, ReadOnlySpan<byte> rest) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(rest),
        _ => 4,
    };
}
