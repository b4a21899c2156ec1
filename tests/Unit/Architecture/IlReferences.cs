using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Croupier.Tests.Unit.Architecture;

/// <summary>Reads from an assembly's IL which type refers to which: in fields, signatures' bases and interfaces, and in every instruction.</summary>
internal static class IlReferences
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(f => f.GetValue(null)).OfType<OpCode>().ToDictionary(o => o.Value);

    public static IEnumerable<(string User, string Used)> Of(PEReader file, MetadataReader reader)
    {
        foreach (var typeHandle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(typeHandle);
            var user = Name(reader, typeHandle);
            foreach (var used in Bases(reader, type))
            {
                yield return (user, used);
            }

            foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition).Where(m => m.RelativeVirtualAddress != 0))
            {
                foreach (var used in Tokens(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!).Select(t => Resolve(reader, t)).OfType<string>())
                {
                    yield return (user, used);
                }
            }
        }
    }

    public static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Name(reader, (TypeReferenceHandle)type.ResolutionScope) + "." + name
            : reader.GetString(type.Namespace) + "." + name;
    }

    private static string Name(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.IsNested ? Name(reader, type.GetDeclaringType()) + "." + name : reader.GetString(type.Namespace) + "." + name;
    }

    private static IEnumerable<string> Bases(MetadataReader reader, TypeDefinition type)
    {
        var handles = type.GetInterfaceImplementations().Select(h => reader.GetInterfaceImplementation(h).Interface).Append(type.BaseType);
        return handles.Select(h => h.IsNil ? null : TypeName(reader, h)).OfType<string>();
    }

    private static string? TypeName(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => Name(reader, (TypeReferenceHandle)handle),
        HandleKind.TypeDefinition => Name(reader, (TypeDefinitionHandle)handle),
        _ => null,
    };

    private static string? Resolve(MetadataReader reader, int token)
    {
        var handle = MetadataTokens.EntityHandle(token);
        return handle.Kind switch
        {
            HandleKind.MemberReference => TypeName(reader, reader.GetMemberReference((MemberReferenceHandle)handle).Parent),
            HandleKind.MethodDefinition => Name(reader, reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()),
            HandleKind.FieldDefinition => Name(reader, reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()),
            HandleKind.MethodSpecification => Resolve(reader, MetadataTokens.GetToken(reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method)),
            _ => TypeName(reader, handle),
        };
    }

    private static IEnumerable<int> Tokens(byte[] il)
    {
        var at = 0;
        while (at < il.Length)
        {
            short value = il[at++];
            if (value == 0xFE)
            {
                value = unchecked((short)(0xFE00 | il[at++]));
            }

            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BitConverter.ToInt32(il, at);
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }
}
