using System.Reflection;

namespace Baton.Tests.Architecture;

/// <summary>The types that a type mentions: in its shape, its members' signatures and attributes, and its methods' instructions.</summary>
/// <remarks>A constant leaves no trace in what the compiler wrote, so its use is not seen.</remarks>
internal static class TypeReferences
{
    private const BindingFlags Own =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(found, [type.BaseType, .. type.GetInterfaces()]);
        Add(found, Attributes(type));
        foreach (var field in type.GetFields(Own))
        {
            Add(found, [field.FieldType, .. Attributes(field)]);
        }

        foreach (var property in type.GetProperties(Own))
        {
            Add(found, Attributes(property));
        }

        foreach (var method in type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own)))
        {
            Add(found, [.. Signature(method), .. Attributes(method)]);
            AddBody(found, method);
        }

        foreach (var constraint in Constraints(type.GetGenericArguments()))
        {
            Add(found, [constraint]);
        }

        return found;
    }

    private static void AddBody(HashSet<Type> found, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        Add(found, body.LocalVariables.Select(v => v.LocalType));
        Add(found, body.ExceptionHandlingClauses.Where(c => c.Flags == ExceptionHandlingClauseOptions.Clause).Select(c => c.CatchType));
        foreach (var member in Instructions.Members(method, body))
        {
            Add(found, member switch
            {
                Type type => [type],
                FieldInfo field => [field.DeclaringType, field.FieldType],
                MethodBase called => [called.DeclaringType, .. Signature(called)],
                _ => [],
            });
        }
    }

    private static IEnumerable<Type> Signature(MethodBase method) =>
    [
        .. method.GetParameters().Select(p => p.ParameterType),
        .. method is MethodInfo named ? [named.ReturnType, .. named.GetGenericArguments(), .. Constraints(named.GetGenericArguments())] : Type.EmptyTypes,
    ];

    private static IEnumerable<Type> Constraints(Type[] arguments) =>
        arguments.Where(a => a.IsGenericParameter).SelectMany(a => a.GetGenericParameterConstraints());

    private static IEnumerable<Type> Attributes(MemberInfo member) => member.GetCustomAttributesData()
        .SelectMany(a => a.ConstructorArguments.Select(c => c.Value).OfType<Type>().Prepend(a.AttributeType));

    private static void Add(HashSet<Type> found, IEnumerable<Type?> types)
    {
        foreach (var type in types)
        {
            if (type is null || type.IsGenericParameter)
            {
                continue;
            }

            if (type.HasElementType)
            {
                Add(found, [type.GetElementType()]);
            }
            else if (type.IsConstructedGenericType)
            {
                Add(found, [type.GetGenericTypeDefinition(), .. type.GetGenericArguments()]);
            }
            else
            {
                found.Add(type);
            }
        }
    }
}
