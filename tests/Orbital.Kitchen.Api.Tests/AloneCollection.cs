namespace Orbital.Kitchen.Api.Tests;

/// <summary>Tests that listen to what this whole process counts, or that need the machine: they run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
