using MzPanel.Data;
using MzPanel.Data.Enrollment;
using MzPanel.Data.License;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Tokens;
using MzPanel.Testing;

namespace MzPanel.Simulation.Tests.Rotations;

/// <summary>
/// One server whose token is rotated again and again while its link breaks wherever it can: before and behind each message, each
/// commit and each write of the agent. The records are real, and so is what the agent does with tokens.
/// </summary>
internal sealed class RotationWeather(Database records, int seed) : IAsyncDisposable
{
    private const int MostSteps = 100;
    private readonly Random random = new(seed);
    private readonly CredentialRecords credentials = new(records);
    private readonly Queue<TokenDelivery> toAgent = new();
    private readonly Queue<string> toPlane = new();
    private readonly List<string> late = [];
    private RotatingAgent agent = null!;
    private ServerRow server = null!;
    private string? connectedWith;
    private string tier = "unlimited";
    private long now = 1_000_000_000;

    /// <summary>Registers the server.</summary>
    public async Task<RotationWeather> BeginAsync()
    {
        server = await new Seed(records).ServerAsync();
        var (install, token) = (InstallToken.Create(now), Token.Create(TokenKind.Agent));
        var registrations = new RegistrationRecords(records);
        await registrations.IssueAsync(server.Id, install, Seed.Entry(server.WorkspaceId, "server.install_token") with { ServerId = server.Id }, null);
        await registrations.ExchangeAsync(new Registration
        {
            InstallHash = Token.Hash(install.Text), NonceHash = [1], AgentHash = Token.Hash(token), AgentLastFour = token[^4..], Hostname = "web-1", Now = now,
        });
        agent = new RotatingAgent(server.Id, token);
        return this;
    }

    /// <summary>One rotation through bad weather; afterwards the agent must get in.</summary>
    public async Task RotateAsync()
    {
        await RequestAsync();
        for (var steps = random.Next(2, 30); steps > 0; steps--)
        {
            await StepAsync();
            await CheckTokensAsync();
        }
        await GetInAsync();
    }

    /// <summary>In good weather the rotation comes to its end: one token, which the agent has.</summary>
    public async Task SettleAsync()
    {
        await QuietAsync();
        var before = Assert.Single(agent.Candidates);
        await RequestAsync();
        await QuietAsync();
        Assert.NotEqual(before, Assert.Single(agent.Candidates));
        Assert.Equal(1, await CountAsync("state IN ('active', 'requested', 'delivered', 'kept')"));
    }

    public ValueTask DisposeAsync()
    {
        agent.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task QuietAsync()
    {
        for (var steps = 0; steps < MostSteps && (await WaitingAsync() > 0 || agent.Candidates.Count > 1); steps++)
        {
            await GetInAsync();
            while (toAgent.Count > 0)
                AgentHears();
            while (toPlane.TryDequeue(out var ack))
                await PlaneHearsAsync(ack);
        }
        await GetInAsync();
    }

    private async Task StepAsync()
    {
        now += random.Next(1, 5_000);
        switch (random.Next(10))
        {
            case 0:
                await RequestAsync();
                break;
            case 1:
                await DeliverAsync();
                break;
            case 2 or 3:
                AgentHears();
                break;
            case 4 or 5:
                await PlaneHearsAsync();
                break;
            case 6:
                Cut();
                break;
            case 7:
                Cut();
                agent.Restart();
                break;
            default:
                await DialAsync();
                break;
        }
    }

    // Whoever asked may be gone before the delivery, as the command is that changes a tier; and it may be asked for twice (a repeatable call).
    private async Task RequestAsync()
    {
        if (random.Next(3) == 0)
        {
            tier = tier == "pro" ? "max" : "pro";
            Assert.Equal(1, await new TierRecords(records).ChangeAsync(server.WorkspaceId, tier, Seed.Entry(server.WorkspaceId, "workspace.tier"), now));
            return;
        }
        var outcome = await credentials.RequestRotationAsync(server.Id, Seed.Entry(server.WorkspaceId, "server.rotate_token") with { ServerId = server.Id }, null, now);
        if (outcome == TokenOutcome.Done && random.Next(4) > 0)
            await DeliverAsync();
    }

    private async Task DeliverAsync()
    {
        if (connectedWith is not null && await credentials.MintRotationAsync(server.Id, now) is { } made)
            toAgent.Enqueue(made);
    }

    private void AgentHears()
    {
        if (toAgent.TryDequeue(out var frame) && agent.Take(frame.Token))
            toPlane.Enqueue(frame.MessageId);
    }

    // What a silo took in before the cut, it may work off after it.
    private Task PlaneHearsAsync()
    {
        if (late.Count > 0 && random.Next(2) == 0)
        {
            var at = random.Next(late.Count);
            var ack = late[at];
            late.RemoveAt(at);
            return PlaneHearsAsync(ack);
        }
        return toPlane.TryDequeue(out var next) ? PlaneHearsAsync(next) : Task.CompletedTask;
    }

    private Task PlaneHearsAsync(string messageId) => credentials.RotationAckedAsync(server.Id, messageId, now);

    private void Cut()
    {
        connectedWith = null;
        toAgent.Clear();
        late.AddRange(toPlane);
        toPlane.Clear();
    }

    /// <summary>A whole dial, as <c>LinkLoop</c> does it; false where every token is refused.</summary>
    private async Task<bool> DialAsync(bool inPeace = false)
    {
        Cut();
        foreach (var token in agent.Candidates)
        {
            if (!await AuthenticateAsync(token, inPeace))
                continue;
            // The upgrade, the welcome, or what comes with it is lost.
            if (!inPeace && random.Next(4) == 0)
                return true;
            connectedWith = token;
            if (!inPeace && random.Next(4) == 0)
                return true;
            agent.Welcomed(token);
            await DeliverAsync();
            return true;
        }
        return false;
    }

    // While it dials, another silo may still deliver to the connection before.
    private async Task<bool> AuthenticateAsync(string token, bool inPeace)
    {
        var found = credentials.AuthenticateAgentAsync(Token.Hash(token), now);
        if (!inPeace && random.Next(8) == 0)
            await credentials.MintRotationAsync(server.Id, now);
        return await found is { } good && good.ServerId == server.Id;
    }

    private async Task GetInAsync() =>
        Assert.True(await DialAsync(inPeace: true), $"Seed {seed}: the agent is locked out.");

    private async Task CheckTokensAsync() =>
        Assert.InRange(await CountAsync("state IN ('active', 'delivered', 'kept')"), 1, 2);

    private Task<long> WaitingAsync() => CountAsync("state IN ('requested', 'delivered', 'kept')");

    private async Task<long> CountAsync(string which) => await records.FirstAsync<long>(
        $"SELECT count(*) FROM credentials WHERE server_id = @id AND kind = 'agent' AND {which}", new { id = server.Id });
}
