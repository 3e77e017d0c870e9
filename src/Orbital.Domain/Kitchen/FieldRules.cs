namespace Orbital.Domain.Kitchen;

/// <summary>The checks that every text and number from outside passes before the kitchen believes it.</summary>
public static class FieldRules
{
    public static string Required(string field, string? value, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new InvalidFieldException(field, "is required");
        return Optional(field, value, maxLength);
    }

    public static string Optional(string field, string? value, int maxLength)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        if (value.Length > maxLength)
            throw new InvalidFieldException(field, $"must have at most {maxLength} characters, has {value.Length}");
        if (value.Any(char.IsControl))
            throw new InvalidFieldException(field, "must not contain control characters");
        if (!IsWellFormed(value))
            throw new InvalidFieldException(field, "must be well-formed Unicode");
        return value;
    }

    public static int Between(string field, int value, int min, int max)
    {
        if (value < min)
            throw new InvalidFieldException(field, $"must be at least {min}, was {value}");
        if (value > max)
            throw new InvalidFieldException(field, $"must be at most {max}, was {value}");
        return value;
    }

    // A lone surrogate cannot be stored as UTF-8: refused here, it names its field; later it would fail the whole transaction.
    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
