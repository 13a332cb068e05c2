using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Account;

namespace MzPanel.Grains.Tests.Account;

public sealed class SignInBackoffTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Failures_beyond_the_free_ones_double_the_wait()
    {
        var backoff = new SignInBackoff(time);
        var key = new BackoffKey("a", Free: 2);
        var waits = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            while (backoff.Enter(key) is { } wait)
            {
                waits.Add(wait.TotalSeconds);
                time.Advance(wait);
            }
        }
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
    }

    [Fact]
    public void Tries_at_the_same_time_count_before_their_outcome_is_known()
    {
        var backoff = new SignInBackoff(time);
        var key = new BackoffKey("a", Free: 3);

        var passed = Enumerable.Range(0, 100).Count(_ => backoff.Enter(key) is null);

        Assert.Equal(3, passed);
    }

    [Fact]
    public void Success_empties_what_is_ones_own_and_takes_one_back_from_what_is_shared()
    {
        var backoff = new SignInBackoff(time);
        BackoffKey own = new("own", Free: 2), shared = new("shared", Free: 3, Shared: true);
        backoff.Enter(own, shared);
        backoff.Enter(own, shared);
        time.Advance(TimeSpan.FromSeconds(1));
        backoff.Enter(shared);
        time.Advance(TimeSpan.FromSeconds(1));

        backoff.Enter(own, shared);
        backoff.Succeeded(own, shared);

        Assert.Null(backoff.Enter(own));
        Assert.Null(backoff.Enter(own));
        Assert.Null(backoff.Enter(shared));
        Assert.Equal(2, backoff.Enter(shared)?.TotalSeconds);
    }

    [Fact]
    public void A_refused_try_is_not_held_against_anybody()
    {
        var backoff = new SignInBackoff(time);
        var key = new BackoffKey("a", Free: 1);
        backoff.Enter(key);

        for (var i = 0; i < 50; i++)
            Assert.Equal(1, backoff.Enter(key)?.TotalSeconds);
    }

    [Fact]
    public void Buckets_are_forgotten_after_a_while_and_never_more_than_so_many()
    {
        var backoff = new SignInBackoff(time, mostBuckets: 100);
        for (var i = 0; i < 1000; i++)
            backoff.Enter(new BackoffKey($"k{i}", 1));
        var full = backoff.Count;

        time.Advance(TimeSpan.FromMinutes(15));
        backoff.Enter(new BackoffKey("last", 1));

        Assert.Equal((100, 1), (full, backoff.Count));
    }
}
