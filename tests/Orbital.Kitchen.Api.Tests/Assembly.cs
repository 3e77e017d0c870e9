using Orbital.Testing;

// Much of the time they wait. What measures or fills this process, or the machine, is in the collection that runs alone.
[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]
