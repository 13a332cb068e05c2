using MzPanel.Agent.Commands.Services;

namespace MzPanel.Agent.Tests.Commands.Services;

/// <summary>The service kinds on a VPS that systemd runs.</summary>
public sealed class SystemdServicesTests : IDisposable
{
    private const string Properties = "--property=Id,LoadState,ActiveState,UnitFileState";

    private readonly KindRun kind = new();

    public SystemdServicesTests() => Directory.CreateDirectory(kind.Sandbox.Root.Resolve("/run/systemd/system"));

    [Fact]
    public async Task List_joins_loaded_services_with_those_that_only_have_a_file()
    {
        kind.Programs.Answer("systemctl list-unit-files", """
            cron.service                enabled         enabled
            dbus-org.bluez.service      alias           -
            getty@.service              enabled         enabled
            nginx.service               disabled        enabled
            ssh.service                 enabled         enabled
            """);
        kind.Programs.Answer("systemctl show", """
            Id=ssh.service
            LoadState=loaded
            ActiveState=active
            UnitFileState=enabled

            Id=php8.2-fpm.service
            LoadState=loaded
            ActiveState=failed
            UnitFileState=disabled

            Id=gone.service
            LoadState=not-found
            ActiveState=inactive
            UnitFileState=

            """);

        var result = await kind.RunAsync(new ServiceListCommand());

        Assert.Equal("""
            [{"name":"cron","state":"inactive","enabled":true},{"name":"nginx","state":"inactive","enabled":false},{"name":"php8.2-fpm","state":"failed","enabled":false},{"name":"ssh","state":"active","enabled":true}]
            """, result.Result?.GetRawText());
        Assert.Equal(["show", "--all", "--no-pager", Properties, "--", "*.service"], kind.Programs.Calls[1].Arguments);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("nginx.service")]
    public async Task Status_takes_a_name_with_or_without_its_suffix_and_passes_it_behind_the_options(string name)
    {
        kind.Programs.Answer("systemctl show", "Id=nginx.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n");

        var result = await kind.RunAsync(new ServiceStatusCommand(), $$"""{"name":"{{name}}"}""");

        Assert.Equal("""{"name":"nginx","state":"active","enabled":true}""", result.Result?.GetRawText());
        Assert.Equal(["show", "--no-pager", Properties, "--", "nginx.service"], Assert.Single(kind.Programs.Calls).Arguments);
    }

    [Fact]
    public async Task Status_of_a_service_that_does_not_exist_is_not_found()
    {
        kind.Programs.Answer("systemctl show", "Id=nosuch.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n");

        var result = await kind.RunAsync(new ServiceStatusCommand(), """{"name":"nosuch"}""");

        Assert.Equal((4, "not_found"), (result.ExitCode, result.Error?.Code));
    }

    [Theory]
    [InlineData("""{"name":"nginx"}""", "--lines=200")]
    [InlineData("""{"name":"nginx","lines":5}""", "--lines=5")]
    [InlineData("""{"name":"nginx","lines":null}""", "--lines=200")]
    public async Task Logs_go_into_the_log_of_the_job(string args, string lines)
    {
        kind.Programs.Answer("journalctl --unit=nginx.service", "2026-01-01 started\n");

        var result = await kind.RunAsync(new ServiceLogsCommand(), args);

        Assert.Equal((0, null), (result.ExitCode, result.Result));
        Assert.Equal(("stdout", "2026-01-01 started\n"), Assert.Single(kind.Log.Lines));
        Assert.Equal(["--unit=nginx.service", lines, "--no-pager", "--quiet", "--output=short-iso"], Assert.Single(kind.Programs.Calls).Arguments);
    }

    [Fact]
    public async Task A_service_manager_that_fails_is_told_with_its_exit_code()
    {
        kind.Programs.Answer("systemctl list-unit-files", "", exitCode: 1);

        var result = await kind.RunAsync(new ServiceListCommand());

        Assert.Equal((1, "service_manager_failed"), (result.ExitCode, result.Error?.Code));
    }

    public void Dispose() => kind.Dispose();
}
