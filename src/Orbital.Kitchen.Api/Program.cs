using Orbital.Infrastructure.Hosting;
using Orbital.Kitchen.Api;

return await OrbitalProgram.RunAsync(() => KitchenHost.Build(args));
