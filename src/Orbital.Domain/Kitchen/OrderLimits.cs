namespace Orbital.Domain.Kitchen;

/// <summary>How large an order may be. Generous for a restaurant, small enough that one caller cannot fill a kitchen's memory.</summary>
public static class OrderLimits
{
    /// <summary>Most characters of an order id or an Otter order id.</summary>
    public const int IdLength = 128;

    /// <summary>Most characters of a brand, item or station name.</summary>
    public const int NameLength = 200;

    /// <summary>Most lines of one order.</summary>
    public const int Lines = 200;

    /// <summary>Most units of one line.</summary>
    public const int Quantity = 1_000;
}
