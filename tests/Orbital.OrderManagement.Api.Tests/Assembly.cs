using Orbital.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
// These tests wait for back-offs and leases far longer than they compute.
[assembly: Xunit.v3.Parallelization(MaxThreads = 8)]
