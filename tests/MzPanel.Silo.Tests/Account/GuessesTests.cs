using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Account;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Account;

namespace MzPanel.Silo.Tests.Account;

public sealed class GuessesTests
{
    private static readonly BackoffKey[] Keys = [new("a", Free: 3)];
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task The_cluster_decides_where_it_answers()
    {
        var cluster = new Cluster(new SignInBackoff(time));
        var (one, other) = (new Guesses(new SignInBackoff(time), cluster), new Guesses(new SignInBackoff(time), cluster));
        for (var i = 0; i < 3; i++)
            Assert.False(await TryAsync(i == 0 ? one : other, right: false));

        var refusal = await Assert.ThrowsAsync<PanelException>(() => TryAsync(one, right: true));

        Assert.Equal((PanelError.RateLimited, 1), (refusal.Error, refusal.RetryAfterS));
    }

    [Fact]
    public async Task Where_the_cluster_is_away_a_silo_goes_by_its_own_count()
    {
        var cluster = new Cluster(new SignInBackoff(time)) { IsAway = true };
        var guesses = new Guesses(new SignInBackoff(time), cluster);
        for (var i = 0; i < 3; i++)
            Assert.False(await TryAsync(guesses, right: false));

        await Assert.ThrowsAsync<PanelException>(() => TryAsync(guesses, right: true));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await TryAsync(guesses, right: true));
    }

    [Fact]
    public async Task What_fails_without_a_verdict_is_held_against_nobody()
    {
        var cluster = new Cluster(new SignInBackoff(time));
        var guesses = new Guesses(new SignInBackoff(time), cluster);
        for (var i = 0; i < 20; i++)
            await Assert.ThrowsAsync<TimeoutException>(() => guesses.TryAsync(Keys, () => Task.FromException<bool>(new TimeoutException())));

        Assert.True(await TryAsync(guesses, right: true));
    }

    private static Task<bool> TryAsync(Guesses guesses, bool right) => guesses.TryAsync(Keys, () => Task.FromResult(right));

    private sealed class Cluster(SignInBackoff backoff) : ISharedBackoff
    {
        public bool IsAway { get; init; }

        public Task<TimeSpan?> EnterAsync(IReadOnlyList<BackoffKey> keys, TimeSpan? otherwise) => Task.FromResult(IsAway ? otherwise : backoff.Enter(keys));

        public Task SucceededAsync(IReadOnlyList<BackoffKey> keys)
        {
            backoff.Succeeded(keys);
            return Task.CompletedTask;
        }

        public Task WithdrewAsync(IReadOnlyList<BackoffKey> keys)
        {
            backoff.Withdrew(keys);
            return Task.CompletedTask;
        }
    }
}
