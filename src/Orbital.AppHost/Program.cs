using Orbital.AppHost;

return await HostCommand.RunAsync(args, new Settings(Environment.GetEnvironmentVariables()));
