using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Services;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Commands.Services;

/// <summary>Starting and stopping services: under systemd (a recorded <c>systemctl</c>), and where init scripts run them.</summary>
public sealed class ServiceChangeCommandTests : IDisposable
{
    private readonly KindRun kind = new();

    public static TheoryData<string> Kinds => ["service.start", "service.stop", "service.restart", "service.reload"];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Systemctl_gets_the_verb_and_the_unit_behind_the_options_and_the_state_after_is_the_result(string name)
    {
        Systemd("inactive");
        kind.Programs.Started = call =>
        {
            if (call.Arguments[0] != "show")
                Systemd("active");
        };

        var result = await kind.RunAsync(CommandSet.Find(name)!, """{"name":"nginx"}""");

        Assert.Equal((0, """{"name":"nginx","state":"active","enabled":true}"""), (result.ExitCode, result.Result?.GetRawText()));
        Assert.Equal(["show", name.Split('.')[1], "show"], kind.Programs.Calls.Select(call => call.Arguments[0]));
        Assert.Equal(("systemctl", $"{name.Split('.')[1]} --no-ask-password -- nginx.service"), (kind.Programs.Calls[1].Program, string.Join(' ', kind.Programs.Calls[1].Arguments)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_dry_run_says_what_it_would_do_and_does_nothing(string name)
    {
        Systemd("active");

        var result = await kind.RunAsync(CommandSet.Find(name)!, """{"name":"nginx","dry_run":true}""");

        Assert.Equal((0, "active"), (result.ExitCode, result.Result?.GetProperty("state").GetString()));
        Assert.Equal($"Would run systemctl {name.Split('.')[1]} --no-ask-password -- nginx.service; the service is active.", Assert.Single(kind.Log.Lines).Text);
        Assert.Equal("show", Assert.Single(kind.Programs.Calls).Arguments[0]);
    }

    [Fact]
    public async Task A_service_that_cannot_start_is_told_with_the_state_it_is_in()
    {
        Systemd("failed");
        kind.Programs.Answer("systemctl restart", "", exitCode: 1);

        var result = await kind.RunAsync(CommandSet.Find("service.restart")!, """{"name":"nginx"}""");

        Assert.Equal((1, "service_failed", "failed"), (result.ExitCode, result.Error?.Code, result.Result?.GetProperty("state").GetString()));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_does_not_exist_is_not_touched(string name)
    {
        Directory.CreateDirectory(kind.Sandbox.Root.Resolve("/run/systemd/system"));
        kind.Programs.Answer("systemctl show", "Id=nosuch.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n");

        var result = await kind.RunAsync(CommandSet.Find(name)!, """{"name":"nosuch"}""");

        Assert.Equal((4, "not_found"), (result.ExitCode, result.Error?.Code));
        Assert.Single(kind.Programs.Calls);
    }

    [Theory, InlineData("mzagent"), InlineData("mzagent.service")]
    public async Task The_agent_does_not_stop_itself(string name)
    {
        Systemd("active");

        var result = await kind.RunAsync(CommandSet.Find("service.stop")!, $$"""{"name":"{{name}}"}""");

        Assert.Equal("bad_args", result.Error?.Code);
        Assert.Empty(kind.Programs.Calls);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Init_scripts_are_started_by_the_service_program(string name)
    {
        Script("nginx");

        var result = await kind.RunAsync(CommandSet.Find(name)!, """{"name":"nginx.service"}""");

        var verb = name.Split('.')[1];
        Assert.Equal((0, "active"), (result.ExitCode, result.Result?.GetProperty("state").GetString()));
        Assert.Equal(["nginx status", $"nginx {verb}", "nginx status"], kind.Programs.Calls.Select(call => string.Join(' ', call.Arguments)));
        Assert.All(kind.Programs.Calls, call => Assert.Equal("service", call.Program));
    }

    [Theory, InlineData("../../bin/sh"), InlineData("nosuch")]
    public async Task What_is_no_script_is_never_started(string name)
    {
        Script("nginx");
        var result = await ServiceManagers.Of(kind.Sandbox.Root)!.ChangeAsync(
            new CommandContext(default, kind.Sandbox.Root, new(false, true), kind.Log, kind.Programs), name, ServiceVerb.Start, TestContext.Current.CancellationToken);

        Assert.Equal("not_found", result.Error?.Code);
        Assert.Empty(kind.Programs.Calls);
    }

    [Fact]
    public void Every_kind_of_services_and_packages_that_is_defined_is_run() => Assert.All(
        CommandCatalogue.All.Where(k => k.Name.Split('.')[0] is "service" or "package"), k => Assert.Same(k, CommandSet.Find(k.Name)?.Kind));

    public void Dispose() => kind.Dispose();

    private void Systemd(string state)
    {
        Directory.CreateDirectory(kind.Sandbox.Root.Resolve("/run/systemd/system"));
        kind.Programs.Answer("systemctl show", $"Id=nginx.service\nLoadState=loaded\nActiveState={state}\nUnitFileState=enabled\n");
    }

    private void Script(string name) =>
        File.SetUnixFileMode(kind.Sandbox.Put("/etc/init.d/" + name, "#!/bin/sh\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
}
