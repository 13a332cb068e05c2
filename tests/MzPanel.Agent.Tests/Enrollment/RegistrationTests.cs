using System.Security.Cryptography;
using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Enrollment;

public sealed class RegistrationTests : IAsyncLifetime
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Sandbox sandbox = new();
    private FakeControlPlane fake = null!;

    [Fact]
    public async Task Writes_who_the_server_is_and_whom_it_trusts_for_its_owner_only()
    {
        var config = await RegisterAsync();

        var written = JsonSerializer.Deserialize(File.ReadAllBytes(sandbox.Root.ConfigFile), ConfigJson.Default.AgentConfig)!;
        Assert.Equal(("srv_1", "mzp_agt_1", fake.ConnectUrl), (written.ServerId, written.AgentToken, written.ConnectUrl));
        Assert.Equal((fake.Current.Thumbprint(), fake.Next.Thumbprint()), (written.Keys.Current.Thumbprint(), written.Keys.Next!.Thumbprint()));
        Assert.Equal(config.SealKey, written.SealKey);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(sandbox.Root.ConfigFile));
    }

    [Fact]
    public async Task Says_what_the_server_is()
    {
        sandbox.Put("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");

        await RegisterAsync();

        var request = Assert.Single(fake.Requests);
        Assert.Equal(("token", "debian", "12", AgentVersion.Text), (request.InstallToken, request.Os, request.OsVersion, request.AgentVersion));
        Assert.True(request.ExchangeNonce!.Length >= 16);
        Assert.NotEmpty(request.Hostname!);
    }

    [Fact]
    public async Task Keeps_the_private_seal_key_on_the_server_and_over_a_new_registration()
    {
        var first = await RegisterAsync();
        var again = await RegisterAsync("another token");

        using var key = ECDiffieHellman.Create();
        key.ImportFromPem(File.ReadAllText(sandbox.Root.Resolve(SealKey.Path)));
        Assert.Equal(first.SealKey, MzPanel.Protocol.License.Jwk.Of(key.ExportParameters(false)));
        Assert.Equal(first.SealKey, again.SealKey);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(sandbox.Root.Resolve(SealKey.Path)));
    }

    [Fact]
    public async Task Another_token_gets_another_nonce()
    {
        await RegisterAsync();
        await RegisterAsync("another token");

        Assert.NotEqual(fake.Requests[0].ExchangeNonce, fake.Requests[1].ExchangeNonce);
    }

    [Fact]
    public async Task An_expired_token_is_refused_at_once_and_leaves_no_configuration()
    {
        fake.Misbehave = async (_, context) =>
        {
            await FakeControlPlane.RefuseAsync(context, 401, "install_token_invalid");
            return true;
        };

        var refused = await Assert.ThrowsAsync<AgentException>(() => RegisterAsync());

        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("install_token_invalid", refused.Message, StringComparison.Ordinal);
        Assert.Single(fake.Requests);
        Assert.False(File.Exists(sandbox.Root.ConfigFile));
    }

    [Fact]
    public async Task A_wrong_pin_is_refused_and_leaves_no_configuration()
    {
        var refused = await Assert.ThrowsAsync<AgentException>(() => RegisterAsync(pin: new string('A', 43)));

        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.False(File.Exists(sandbox.Root.ConfigFile));
    }

    [Fact]
    public async Task The_pin_of_the_current_or_of_the_next_key_is_accepted_and_only_that_key_is_trusted()
    {
        var current = await RegisterAsync(pin: fake.Current.Thumbprint());
        var next = await RegisterAsync("another token", fake.Next.Thumbprint());

        Assert.Equal((fake.Current.Thumbprint(), null), (current.Keys.Current.Thumbprint(), current.Keys.Next));
        Assert.Equal((fake.Next.Thumbprint(), null), (next.Keys.Current.Thumbprint(), next.Keys.Next));
    }

    [Fact]
    public async Task A_control_plane_that_sends_the_agent_to_an_unencrypted_address_is_refused()
    {
        fake.ConnectUrl = "ws://panel.example.com/v1/agent";

        var refused = await Assert.ThrowsAsync<AgentException>(() => RegisterAsync());

        Assert.Equal(ExitCode.Refused, refused.ExitCode);
    }

    public async ValueTask InitializeAsync() => fake = await FakeControlPlane.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await fake.DisposeAsync();
        sandbox.Dispose();
    }

    private async Task<AgentConfig> RegisterAsync(string token = "token", string? pin = null)
    {
        using var controlPlane = new ControlPlane();
        var registration = new Registration(sandbox.Root, controlPlane, new Retry(TimeProvider.System, new NoJitter()));
        return await registration.RunAsync(new RegistrationOrder(new Uri(fake.Url), token, pin, Insecure: false), TestContext.Current.CancellationToken);
    }

    private sealed class NoJitter : Random
    {
        public override double NextDouble() => 0;
    }
}
