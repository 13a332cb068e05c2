using MzPanel.Silo;
using MzPanel.Silo.Hosting;

try
{
    return await Commands.RunAsync(args);
}
catch (StartException e)
{
    await Console.Error.WriteLineAsync("MzPanel cannot start: " + e.Message);
    return 1;
}
