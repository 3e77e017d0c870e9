using System.Collections;
using System.Reflection;
using Orbital.Contracts.Orders.V1;
using ProtoBuf;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Contracts.Tests;

/// <summary>Everything that the contract assembly puts on the wire, found by reflection: what is added later is tested as well.</summary>
internal static class WireContract
{
    private static readonly Type[] All = [.. typeof(IOrderService).Assembly.GetExportedTypes()];

    public static IReadOnlyList<Type> Messages { get; } = [.. All.Where(type => type.IsClass && IsContract(type))];

    public static IReadOnlyList<Type> Enums { get; } = [.. All.Where(type => type.IsEnum)];

    public static IReadOnlyList<Type> Services { get; } = [.. All.Where(type => type.GetCustomAttribute<ServiceAttribute>() is not null)];

    /// <summary>A message with a value of its own in every field, none of them the default.</summary>
    public static object Filled(Type message)
    {
        var filled = Activator.CreateInstance(message)!;
        var number = 0;
        foreach (var property in message.GetProperties().Where(property => property.GetCustomAttribute<ProtoMemberAttribute>() is not null))
            property.SetValue(filled, ValueOf(property.PropertyType, ++number));
        return filled;
    }

    private static object ValueOf(Type type, int number)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return $"text {number}";
        if (type == typeof(bool))
            return true;
        if (type == typeof(DateTime))
            return new DateTime(2026, 11, 23, 12, 0, number, 123, DateTimeKind.Utc);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(number % (Enum.GetValues(type).Length - 1) + 1)!;
        if (type.IsGenericType)
        {
            var list = (IList)Activator.CreateInstance(type)!;
            list.Add(ValueOf(type.GetGenericArguments()[0], number));
            list.Add(ValueOf(type.GetGenericArguments()[0], number + 1));
            return list;
        }

        return IsContract(type) ? Filled(type) : Convert.ChangeType(number, type, null);
    }

    private static bool IsContract(Type type) => type.GetCustomAttribute<ProtoContractAttribute>() is not null;
}
