using Orbital.Testing;

// Tests share two cores with the processes that they start: one collection at a time.
[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
