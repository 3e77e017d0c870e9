using Orbital.Testing;

[assembly: AssemblyFixture(typeof(RunningKitchen))]
