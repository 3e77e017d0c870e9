using Orbital.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
