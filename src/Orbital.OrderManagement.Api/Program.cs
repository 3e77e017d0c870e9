using Orbital.Infrastructure.Hosting;
using Orbital.OrderManagement.Api;

return await OrbitalProgram.RunAsync(() => OrderManagementHost.Build(args));
