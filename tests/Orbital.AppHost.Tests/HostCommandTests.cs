using System.Collections;

namespace Orbital.AppHost.Tests;

public sealed class HostCommandTests
{
    [Fact]
    public async Task The_defaults_are_the_ports_of_the_architecture_and_a_gentle_rate()
    {
        var options = await ParseAsync([]);

        (options.OrderManagementPort, options.KitchenPort, options.GrpcPort, options.MongoDBPort).ShouldBe((8000, 8001, 50051, 27017));
        options.SampleOrdersPerMinute.ShouldBe(20);
        options.Fresh.ShouldBeFalse();
        options.DataDirectory.ShouldEndWith(".orbital");
        options.PostgreSqlChoice.ShouldBe("auto");
    }

    [Fact]
    public async Task Options_are_read()
    {
        var options = await ParseAsync(["--rate", "7.5", "--fresh", "--data", "/tmp/x", "--kitchen-port", "1", "--grpc-port", "2",
            "--order-management-port", "3", "--mongodb-port", "65535", "--postgres", "embedded"]);

        options.SampleOrdersPerMinute.ShouldBe(7.5);
        options.Fresh.ShouldBeTrue();
        options.DataDirectory.ShouldBe("/tmp/x");
        (options.KitchenPort, options.GrpcPort, options.OrderManagementPort, options.MongoDBPort).ShouldBe((1, 2, 3, 65535));
        options.PostgreSqlChoice.ShouldBe("embedded");
    }

    [Fact]
    public async Task No_samples_overrules_a_rate()
    {
        (await ParseAsync(["--no-samples", "--rate", "60"])).SampleOrdersPerMinute.ShouldBe(0);
    }

    [Theory]
    [InlineData("--bogus")]
    [InlineData("--rate", "fast")]
    [InlineData("--rate", "-1")]
    [InlineData("--kitchen-port", "0")]
    [InlineData("--grpc-port", "65536")]
    [InlineData("--data")]
    public void What_cannot_be_understood_is_refused_by_name(params string[] args)
    {
        var parsed = HostCommand.Create(new Settings(new Hashtable()), _ => Task.FromResult(0)).Parse(args);

        parsed.Errors.ShouldNotBeEmpty();
        parsed.Errors[0].Message.ShouldContain(args[0]);
    }

    [Fact]
    public async Task The_services_own_settings_choose_the_ports_and_an_option_overrules_them()
    {
        (string, string)[] settings = [("Kitchen__HttpPort", "9001"), ("Kitchen__GrpcPort", "9002"), ("OrderManagement__HttpPort", "9003")];

        var options = await ParseAsync(["--grpc-port", "9999"], settings);

        (options.KitchenPort, options.GrpcPort, options.OrderManagementPort).ShouldBe((9001, 9999, 9003));
    }

    [Fact]
    public void A_setting_that_is_no_port_is_refused_by_name()
    {
        var settings = new Settings(new Hashtable { ["Kitchen__HttpPort"] = "many" });

        var parsed = HostCommand.Create(settings, _ => Task.FromResult(0)).Parse([]);

        parsed.Errors.ShouldHaveSingleItem().Message.ShouldContain("Kitchen:HttpPort is 'many'");
    }

    [Theory]
    [InlineData("ConnectionStrings__MongoDB")]
    [InlineData("CONNECTIONSTRINGS__MONGODB")]
    [InlineData("ConnectionStrings:MongoDB")]
    public async Task A_database_counts_as_named_however_the_services_would_read_its_name(string variable)
    {
        var options = await ParseAsync([], (variable, "mongodb://elsewhere/"));

        options.MongoDBConnection.ShouldBe("mongodb://elsewhere/");
        options.NeededPorts().ShouldNotContain(port => port.Number == options.MongoDBPort);
    }

    [Fact]
    public async Task A_blank_connection_string_names_nothing()
    {
        var options = await ParseAsync([], ("ConnectionStrings__MongoDB", " "), ("ConnectionStrings__PostgreSQL", ""));

        options.MongoDBConnection.ShouldBeNull();
        options.PostgreSqlConnection.ShouldBeNull();
    }

    [Fact]
    public async Task Orders_go_to_the_kitchen_that_is_started_unless_another_is_named()
    {
        (await ParseAsync(["--grpc-port", "50099"])).KitchenAddress.ShouldBe("http://localhost:50099");
        (await ParseAsync([], ("Kitchens__Default__Address", "http://elsewhere:1"))).KitchenAddress.ShouldBe("http://elsewhere:1");
    }

    private static async Task<HostOptions> ParseAsync(string[] args, params (string Name, string Value)[] environment)
    {
        var variables = new Hashtable(environment.ToDictionary(variable => variable.Name, variable => variable.Value));
        HostOptions? options = null;
        var command = HostCommand.Create(new Settings(variables), parsed =>
        {
            options = parsed;
            return Task.FromResult(0);
        });
        (await command.Parse(args).InvokeAsync(null, TestContext.Current.CancellationToken)).ShouldBe(0);
        return options.ShouldNotBeNull();
    }
}
