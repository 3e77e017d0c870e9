namespace Orbital.AppHost;

/// <summary>One terminal for all processes: each line carries the name of who said it.</summary>
internal sealed class HostConsole(TextWriter output, TextWriter errors, bool colours)
{
    private const int NameWidth = 16;
    private const string Reset = "\e[0m";
    private static readonly string[] Palette = ["\e[36m", "\e[35m", "\e[33m", "\e[34m", "\e[32m"];

    private readonly Lock _lock = new();
    private readonly List<string> _names = [];

    /// <summary>The terminal. Colours only where they can be seen and are not declined by NO_COLOR.</summary>
    public static HostConsole Standard() => new(Console.Out, Console.Error,
        colours: !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>A line that one of the processes printed.</summary>
    public void Line(string name, string text)
    {
        lock (_lock)
            Write(output, $"{Coloured(name)} {text}");
    }

    /// <summary>A line of our own.</summary>
    public void Say(string text)
    {
        lock (_lock)
            Write(output, text);
    }

    /// <summary>Why it ends.</summary>
    public void Fail(string message)
    {
        lock (_lock)
            Write(errors, $"orbital: {message}");
    }

    private string Coloured(string name)
    {
        var label = name.PadRight(NameWidth) + " |";
        if (!colours)
            return label;
        if (!_names.Contains(name))
            _names.Add(name);
        return Palette[_names.IndexOf(name) % Palette.Length] + label + Reset;
    }

    private static void Write(TextWriter writer, string line)
    {
        try
        {
            writer.WriteLine(line);
        }
        catch (IOException)
        {
            // The terminal is gone (SIGHUP follows); the processes must still be ended.
        }
    }
}
