using System.Net;
using System.Text.Json.Nodes;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>The way back in for an owner who forgot the password: a command on the silo's machine.</summary>
public sealed class ResetPasswordTests
{
    private const string NewPassword = "quite another pass phrase 7";

    [Fact]
    public async Task It_gives_a_link_that_works_while_a_silo_runs_on_the_same_directory_and_clears_the_second_factor()
    {
        using var directory = new TempDirectory();
        await using var silo = new SiloProcess(directory.Path);
        await silo.StartAsync();
        using var owner = await Owner.SetUpAsync(silo);
        await owner.EnrolFactorAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await owner.SignInAsync(Owner.Password));

        var (code, link, _) = await ResetAsync(silo, directory.Path, Owner.Email);

        Assert.Equal(0, code);
        Assert.StartsWith(silo.Address.OriginalString + "/reset#token=", link, StringComparison.Ordinal);
        var confirm = new JsonObject { ["token"] = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..], ["new_password"] = NewPassword };
        using var set = await owner.Http.PostAsync("/v1/account/password/reset/confirm", new StringContent(confirm.ToJsonString(), null, "application/json"));
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await owner.SignInAsync(NewPassword));
        Assert.Equal(HttpStatusCode.Unauthorized, (await owner.Http.GetAsync("/v1/account")).StatusCode);
        Assert.Equal(0, await silo.TerminateAsync());
    }

    [Fact]
    public async Task It_needs_no_silo_and_says_what_is_wrong_in_one_line()
    {
        using var directory = new TempDirectory();
        await using var silo = new SiloProcess(directory.Path);
        await silo.StartAsync();
        (await Owner.SetUpAsync(silo)).Dispose();
        await silo.KillAsync();

        Assert.Equal(0, (await ResetAsync(silo, directory.Path, Owner.Email)).Code);
        var stranger = await ResetAsync(silo, directory.Path, "nobody@example.org");
        var nowhere = await ResetAsync(silo, Path.Combine(directory.Path, "elsewhere"), Owner.Email);

        Assert.Equal((1, ""), (stranger.Code, stranger.Output));
        Assert.Contains("nobody@example.org", stranger.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (nowhere.Code, nowhere.Output));
        Assert.Contains("Storage:DataDirectory", nowhere.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", nowhere.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(directory.Path, "elsewhere")));
    }

    private static Task<(int Code, string Output, string Error)> ResetAsync(SiloProcess silo, string directory, string email) =>
        Programs.RunAsync(Programs.Silo, "reset-password", email, $"--Urls={silo.Address.OriginalString}", $"--Storage:DataDirectory={directory}");
}
