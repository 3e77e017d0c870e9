using Orbital.Interop.Tests;

[assembly: AssemblyFixture(typeof(RunningKitchen))]
