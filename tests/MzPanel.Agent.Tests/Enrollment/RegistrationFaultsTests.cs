using Microsoft.AspNetCore.Http;
using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Enrollment;

/// <summary>Registration against a control plane, or a network, that does not do as it should.</summary>
public sealed class RegistrationFaultsTests : IAsyncLifetime
{
    private readonly Sandbox sandbox = new();
    private FakeControlPlane fake = null!;

    [Fact]
    public async Task A_lost_reply_is_asked_for_again_with_the_same_nonce()
    {
        fake.Misbehave = (n, context) =>
        {
            if (n == 1)
                context.Abort();
            return Task.FromResult(n == 1);
        };

        var config = await RegisterAsync();

        Assert.Equal("mzp_agt_2", config.AgentToken);
        Assert.Equal(fake.Requests[0].ExchangeNonce, fake.Requests[1].ExchangeNonce);
    }

    [Fact]
    public async Task A_reply_lost_with_the_process_is_asked_for_again_with_the_same_nonce()
    {
        fake.Misbehave = (_, context) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        var failed = await Assert.ThrowsAsync<AgentException>(() => RegisterAsync());
        fake.Misbehave = (_, _) => Task.FromResult(false);

        await RegisterAsync();

        Assert.Equal(ExitCode.Failed, failed.ExitCode);
        Assert.Single(fake.Requests.Select(r => r.ExchangeNonce).Distinct());
    }

    [Fact]
    public async Task A_control_plane_that_is_draining_is_asked_again()
    {
        fake.Misbehave = async (n, context) =>
        {
            if (n < 3)
                await FakeControlPlane.RefuseAsync(context, 503, "unavailable");
            return n < 3;
        };

        await RegisterAsync();

        Assert.Equal(3, fake.Requests.Count);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task An_answer_that_is_not_of_the_protocol_fails(string body)
    {
        fake.Misbehave = async (_, context) =>
        {
            context.Response.StatusCode = 201;
            await context.Response.WriteAsync(body);
            return true;
        };

        Assert.Equal(ExitCode.Failed, (await Assert.ThrowsAsync<AgentException>(() => RegisterAsync())).ExitCode);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        fake.Misbehave = async (_, context) =>
        {
            context.Response.StatusCode = 201;
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(new string(' ', 8 * 1024));
            return true;
        };

        Assert.Equal(ExitCode.Failed, (await Assert.ThrowsAsync<AgentException>(() => RegisterAsync())).ExitCode);
        Assert.Single(fake.Requests);
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
