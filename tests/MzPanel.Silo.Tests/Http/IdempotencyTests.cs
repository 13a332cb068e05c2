using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Tests.Http;

public sealed class IdempotencyTests
{
    private const string Route = "/v1/things/count";
    private static readonly (string, string) Owner = (HeaderCallers.Header, "wks_1/usr_1/owner");

    [Fact]
    public async Task The_same_request_takes_effect_once_and_is_answered_the_same()
    {
        await using var silo = await Things.StartAsync();

        var first = await PostAsync(silo, "k1");
        var second = await PostAsync(silo, "k1");

        Assert.Equal((201, 201), ((int)first.Status, (int)second.Status));
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal(first.Json.GetProperty("name").GetString(), second.Json.GetProperty("name").GetString());
        Assert.Equal((null, "true"), (first.Header("Idempotent-Replayed"), second.Header("Idempotent-Replayed")));
        Assert.Equal(1, await EffectsAsync(silo));
    }

    [Fact]
    public async Task What_the_handler_did_not_keep_is_not_in_the_replay()
    {
        await using var silo = await Things.StartAsync();

        var first = await PostAsync(silo, "k1");
        var second = await PostAsync(silo, "k1");

        Assert.Contains("secret", first.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_body_or_path_under_the_key_is_a_mismatch()
    {
        await using var silo = await Things.StartAsync();
        await PostAsync(silo, "k1");

        var body = await PostAsync(silo, "k1", "{}");
        var path = await silo.Http.SendAsync("POST", "/v1/things", "{\"name\":\"a\"}", Owner, ("Idempotency-Key", "k1"));

        Assert.Equal((422, "idempotency_mismatch"), ((int)body.Status, body.Code));
        Assert.Equal((422, "idempotency_mismatch"), ((int)path.Status, path.Code));
    }

    [Fact]
    public async Task Keys_of_different_callers_never_meet()
    {
        await using var silo = await Things.StartAsync();

        await PostAsync(silo, "k1");
        var other = await PostAsync(silo, "k1", null, (HeaderCallers.Header, "wks_1/usr_2/owner"));
        var elsewhere = await PostAsync(silo, "k1", null, (HeaderCallers.Header, "wks_2/usr_1/owner"));

        Assert.Null(other.Header("Idempotent-Replayed"));
        Assert.Null(elsewhere.Header("Idempotent-Replayed"));
        Assert.Equal(3, await EffectsAsync(silo));
    }

    [Fact]
    public async Task While_the_first_runs_the_second_is_told_so()
    {
        await using var silo = await Things.StartAsync();
        var gate = silo.Services.GetRequiredService<Gate>();
        gate.Close();
        var first = PostAsync(silo, "k1");
        await gate.Entered.WaitAsync(TimeSpan.FromSeconds(30));

        var second = await PostAsync(silo, "k1");
        gate.Open();

        Assert.Equal((409, "idempotency_in_flight"), ((int)second.Status, second.Code));
        Assert.NotNull(second.Header("Retry-After"));
        Assert.Equal(201, (int)(await first).Status);
        Assert.Equal("true", (await PostAsync(silo, "k1")).Header("Idempotent-Replayed"));
    }

    [Fact]
    public async Task A_request_slower_than_its_lease_and_its_repetition_take_effect_once()
    {
        await using var silo = await Things.StartAsync();
        var gate = silo.Services.GetRequiredService<Gate>();
        gate.Close();
        var slow = PostAsync(silo, "k1");
        await gate.Entered.WaitAsync(TimeSpan.FromSeconds(30));
        silo.Time.Advance(TimeSpan.FromSeconds(31));
        var repeated = PostAsync(silo, "k1");
        gate.Open();

        var answers = await Task.WhenAll(slow, repeated);

        Assert.Equal(1, await EffectsAsync(silo));
        Assert.All(answers, answer => Assert.Equal(201, (int)answer.Status));
        Assert.Single(answers.Select(answer => answer.Header("Location")).Distinct());
    }

    [Fact]
    public async Task Of_many_at_once_one_takes_effect()
    {
        await using var silo = await Things.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => PostAsync(silo, "k1")));

        Assert.Equal(1, await EffectsAsync(silo));
        Assert.All(answers, answer => Assert.Contains((int)answer.Status, new[] { 201, 409 }));
        Assert.Single(answers, answer => (int)answer.Status == 201 && answer.Header("Idempotent-Replayed") is null);
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        await using var silo = await Things.StartAsync();

        var first = await silo.Http.SendAsync("POST", "/v1/things/fail/quota", null, ("Idempotency-Key", "k1"));
        var second = await silo.Http.SendAsync("POST", "/v1/things/fail/full", null, ("Idempotency-Key", "k1"));

        Assert.Equal((403, 507), ((int)first.Status, (int)second.Status));
    }

    [Fact]
    public async Task After_a_day_the_key_is_free()
    {
        await using var silo = await Things.StartAsync();
        await PostAsync(silo, "k1");

        silo.Time.Advance(TimeSpan.FromHours(24));
        var later = await PostAsync(silo, "k1");

        Assert.Null(later.Header("Idempotent-Replayed"));
        Assert.Equal(2, await EffectsAsync(silo));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var silo = await Things.StartAsync();

        Assert.Equal(["Idempotency-Key"], (await PostAsync(silo, key)).Fields);
        Assert.Equal(["Idempotency-Key"], (await PostAsync(silo, new string('a', 256))).Fields);
    }

    [Fact]
    public async Task Sign_in_ignores_the_key()
    {
        await using var silo = await Things.StartAsync();

        var first = await silo.Http.SendAsync("POST", "/v1/things/enter", "{\"name\":\"a\"}", ("Idempotency-Key", "k1"));
        var second = await silo.Http.SendAsync("POST", "/v1/things/enter", "{\"name\":\"b\"}", ("Idempotency-Key", "k1"));

        Assert.Equal((200, 200), ((int)first.Status, (int)second.Status));
    }

    private static Task<Answer> PostAsync(TestSilo silo, string key, string? body = null, (string, string)? caller = null) =>
        silo.Http.SendAsync("POST", Route, body, caller ?? Owner, (IdempotencyFilter.Header, key));

    private static Task<long> EffectsAsync(TestSilo silo) => silo.Records.Database.FirstAsync<long>("SELECT count(*) FROM workspaces");
}
