using MzPanel.Grains.Refusals;
using MzPanel.Silo.Account;

namespace MzPanel.Silo.Tests.Account;

public sealed class PasswordHasherTests
{
    private static readonly PasswordCost Cheap = new(1024, 1);

    [Fact]
    public async Task A_hash_is_a_phc_string_that_only_its_password_opens()
    {
        using var hasher = new PasswordHasher(PasswordCost.Usual, cores: 2);

        var phc = await hasher.HashAsync("Пароль, der lang ist");

        Assert.Matches(@"^\$argon2id\$v=19\$m=65536,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", phc);
        Assert.True(await hasher.VerifyAsync("Пароль, der lang ist", phc));
        Assert.False(await hasher.VerifyAsync("Пароль, der lang ist ", phc));
        Assert.NotEqual(phc, await hasher.HashAsync("Пароль, der lang ist"));
    }

    /// <summary>Made by another implementation, which was checked against the test vectors of the reference one.</summary>
    [Fact]
    public void Hashes_are_those_of_other_implementations()
    {
        const string Phc = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew";

        Assert.True(PasswordHash.Parse(Phc).Matches("password"));
        Assert.Equal(Phc, PasswordHash.Parse(Phc).ToString());
    }

    [Fact]
    public async Task Without_a_hash_nothing_is_right()
    {
        using var hasher = new PasswordHasher(Cheap, cores: 2);

        Assert.False(await hasher.VerifyAsync("", null));
    }

    [Fact]
    public async Task A_rush_waits_in_a_short_line_and_the_rest_is_told_to_come_back()
    {
        using var hasher = new PasswordHasher(new PasswordCost(16 * 1024, 2), cores: 2);

        var rush = Enumerable.Range(0, 60).Select(_ => hasher.HashAsync("a long password")).ToArray();
        var outcomes = await Task.WhenAll(rush.Select(async one =>
        {
            try
            {
                return (await one).Length > 0 ? PanelError.Internal : PanelError.BadRequest;
            }
            catch (PanelException refusal)
            {
                return refusal.Error;
            }
        }));

        Assert.Contains(PanelError.RateLimited, outcomes);
        Assert.InRange(outcomes.Count(o => o == PanelError.Internal), 33, 59);
    }

    [Fact]
    public async Task Hashes_of_other_parameters_are_stale()
    {
        using var cheap = new PasswordHasher(Cheap, cores: 2);
        using var costly = new PasswordHasher(new PasswordCost(2048, 1), cores: 2);
        var phc = await cheap.HashAsync("a long password");

        Assert.Equal((false, true), (cheap.IsStale(phc), costly.IsStale(phc)));
        Assert.True(await costly.VerifyAsync("a long password", phc));
    }
}
