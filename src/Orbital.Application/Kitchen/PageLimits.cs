namespace Orbital.Application.Kitchen;

/// <summary>How long a page of a list may be.</summary>
public static class PageLimits
{
    /// <summary>Entries of a page when the caller does not say.</summary>
    public const int Default = 50;

    /// <summary>Most entries of a page.</summary>
    public const int Max = 500;
}
