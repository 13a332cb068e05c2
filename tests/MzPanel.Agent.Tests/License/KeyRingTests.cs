using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Config;
using MzPanel.Agent.License;
using MzPanel.Agent.Tests.Jobs;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.License;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Agent.Tests.License;

public sealed class KeyRingTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Sandbox sandbox = new();
    private readonly Signer a = new();
    private readonly Signer b = new();
    private readonly Signer c = new();
    private readonly ServerClock clock;
    private readonly ConfigStore config;
    private readonly KeyRing ring;

    public KeyRingTests()
    {
        clock = new ServerClock(time);
        clock.Set(time.GetUtcNow().ToUnixTimeMilliseconds());
        config = new ConfigStore(sandbox.Root, new AgentConfig
        {
            ServerId = Signer.ServerId, AgentToken = "t0", ConnectUrl = "ws://127.0.0.1/", Keys = new KeyPair { Current = a.Public },
        });
        ring = new KeyRing(config, clock);
    }

    public void Dispose()
    {
        foreach (var signer in new[] { a, b, c })
            signer.Dispose();
        sandbox.Dispose();
    }

    [Fact]
    public void A_roll_over_is_learned_through_the_current_and_then_the_next_key_and_survives_a_restart()
    {
        Assert.True(ring.Learn(a.Keys(new KeyPair { Current = a.Public, Next = b.Public })));
        Assert.True(ring.Learn(b.Keys(new KeyPair { Current = b.Public, Next = c.Public })));
        Assert.Equal([b.Public.Kid, c.Public.Kid, a.Public.Kid], Kids(ring));
        var again = new KeyRing(new ConfigStore(sandbox.Root, ConfigFile.Load(sandbox.Root)), clock);
        Assert.Equal([b.Public.Kid, c.Public.Kid, a.Public.Kid], Kids(again));
    }

    [Fact]
    public void A_stranger_introduces_nobody()
    {
        Assert.False(ring.Learn(b.Keys(new KeyPair { Current = b.Public })));
        Assert.Equal([a.Public.Kid], Kids(ring));
    }

    [Fact]
    public void A_rolled_out_key_is_accepted_for_seven_days_but_introduces_nobody()
    {
        ring.Learn(a.Keys(new KeyPair { Current = a.Public, Next = b.Public }));
        ring.Learn(b.Keys(new KeyPair { Current = b.Public }));
        Assert.False(ring.Learn(a.Keys(new KeyPair { Current = a.Public, Next = c.Public })));
        time.Advance(TimeSpan.FromDays(6.9));
        Assert.Contains(a.Public.Kid, Kids(ring));
        time.Advance(TimeSpan.FromDays(0.2));
        Assert.DoesNotContain(a.Public.Kid, Kids(ring));
    }

    [Fact]
    public void A_licence_is_kept_in_its_file_and_good_until_it_expires()
    {
        var store = new LicenseStore(sandbox.Root, config, ring);
        Assert.True(store.Keep(a.License(Claims(Signer.ServerId))));
        var again = new LicenseStore(sandbox.Root, config, ring);
        Assert.Equal("pro", again.At(time.GetUtcNow())!.Tier);
        Assert.Null(again.At(time.GetUtcNow().AddDays(7)));
    }

    [Fact]
    public void A_licence_of_another_server_or_of_a_stranger_is_not_kept()
    {
        var store = new LicenseStore(sandbox.Root, config, ring);
        Assert.False(store.Keep(a.License(Claims("srv_2"))));
        Assert.False(store.Keep(b.License(Claims(Signer.ServerId))));
        Assert.Null(store.At(time.GetUtcNow()));
        Assert.False(File.Exists(sandbox.Root.LicenseFile));
    }

    [Fact]
    public void A_new_token_is_durable_at_once_and_the_old_one_is_kept_until_the_new_one_has_worked()
    {
        var (one, two) = (Token.Create(TokenKind.Agent), Token.Create(TokenKind.Agent));
        Assert.True(AgentTokens.Take(config, one));
        Assert.Equal([one, "t0"], AgentTokens.Candidates(ConfigFile.Load(sandbox.Root)));
        Assert.True(AgentTokens.Take(config, two));
        Assert.Equal([two, one, "t0"], AgentTokens.Candidates(ConfigFile.Load(sandbox.Root)));
        AgentTokens.Worked(config, two);
        Assert.Equal([two], AgentTokens.Candidates(ConfigFile.Load(sandbox.Root)));
        Assert.False(AgentTokens.Take(config, "mzp_agt_nonsense"));
    }

    [Fact]
    public void Tokens_of_one_connection_are_all_kept_and_one_too_many_is_not_taken()
    {
        var taken = new List<string>();
        for (var token = Token.Create(TokenKind.Agent); AgentTokens.Take(config, token); token = Token.Create(TokenKind.Agent))
            taken.Insert(0, token);
        Assert.InRange(taken.Count, 3, 10);
        Assert.Equal([.. taken, "t0"], AgentTokens.Candidates(ConfigFile.Load(sandbox.Root)));
        AgentTokens.Worked(config, taken[1]);
        Assert.Equal([taken[1]], AgentTokens.Candidates(config.Current));
    }

    private LicenseClaims Claims(string server) => new()
    {
        Iss = "https://panel", Sub = server, Wid = "ws_1", Tier = "pro", Quotas = new LicenseQuotas(), Features = [],
        Iat = time.GetUtcNow().ToUnixTimeSeconds(), Exp = time.GetUtcNow().AddDays(7).ToUnixTimeSeconds(),
    };

    private static IEnumerable<string?> Kids(KeyRing ring) => ring.Accepted.Select(k => (string?)k.Thumbprint());
}
