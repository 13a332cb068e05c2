using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Grains.Account;
using MzPanel.Silo.Account;
using MzPanel.Silo.Hosting;

namespace MzPanel.Silo.Tests.Account;

public sealed class SignInTimingTests
{
    private const int Tries = 200;
    private const string Known = "owner@example.org";

    // The parameters of security.md take an eighth of a second each; cheaper ones show what is beside the hash more clearly.
    private static PasswordCost Cost => Environment.GetEnvironmentVariable("MZ_LONG") == "1" ? PasswordCost.Usual : new PasswordCost(8 * 1024, 1);

    [Fact]
    public async Task The_time_of_a_wrong_try_does_not_tell_whether_there_is_a_user()
    {
        await using var silo = await WholeSilo.StartAsync(new SiloVariation { IsQuiet = true, Services = Unlimited }, "--RateLimits:SignInsPerMinute=1000000");
        await silo.SetUpAsync();
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < Tries; i++)
        {
            // In turns, and each first as often as second: what else the machine does then falls on both.
            var first = i % 2 == 0;
            (first ? known : unknown).Add(await TimeAsync(silo, first ? Known : $"nobody{i}@example.org"));
            (first ? unknown : known).Add(await TimeAsync(silo, first ? $"nobody{i}@example.org" : Known));
        }

        var apart = Median([.. known.Zip(unknown, (one, other) => one - other)]);
        TestContext.Current.SendDiagnosticMessage($"known {Median(known):0.00} ms, unknown {Median(unknown):0.00} ms, pair by pair {apart:0.00} ms apart");
        Assert.InRange(Math.Abs(apart), 0, 5);
    }

    private static void Unlimited(IServiceCollection services) => services
        .AddSingleton(new PasswordHasher(Cost, cores: 2))
        .AddSingleton(provider => new SignInBackoff(provider.GetRequiredService<TimeProvider>(), mostBuckets: 0))
        .AddSingleton<ISharedBackoff, NoCluster>();

    private static async Task<double> TimeAsync(WholeSilo silo, string email)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await silo.Http.SendAsync("POST", "/v1/account/sign-in", new { email, password = "not the password" });
        Assert.Equal("bad_credentials", answer.Code);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(List<double> measured) => measured.Order().ElementAt(measured.Count / 2);
}

/// <summary>A silo that knows of no cluster: its own count decides.</summary>
internal sealed class NoCluster : ISharedBackoff
{
    public Task<TimeSpan?> EnterAsync(IReadOnlyList<BackoffKey> keys, TimeSpan? otherwise) => Task.FromResult(otherwise);

    public Task SucceededAsync(IReadOnlyList<BackoffKey> keys) => Task.CompletedTask;

    public Task WithdrewAsync(IReadOnlyList<BackoffKey> keys) => Task.CompletedTask;
}
