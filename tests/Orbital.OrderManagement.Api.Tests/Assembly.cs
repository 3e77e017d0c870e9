using Orbital.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
// These tests wait for back-offs far longer than they compute.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
