using Orbital.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
// Much of the time they wait: for leases that end, for Prometheus to look, for services that start.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]
