using MzPanel.Data.License;

namespace MzPanel.Data.Tests.License;

public abstract class SigningKeyRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private SigningKeyRecords Keys => new(Database);

    private static SigningKeyRow Key(string kid, string state) =>
        new() { Kid = kid, State = state, PublicJwk = "{}", Sealed = [1, 2], CreatedAt = kid.Length };

    private static IReadOnlyList<SigningKeyRow> MakeFirst(IReadOnlyList<SigningKeyRow> all) =>
        all.Count > 0 ? [] : [Key(Guid.NewGuid().ToString(), SigningKeyState.Current), Key(Guid.NewGuid() + "-next", SigningKeyState.Next)];

    [Fact]
    public async Task Silos_that_start_together_make_one_pair()
    {
        Database[] silos = IsPostgres
            ? [Database, await Database.OpenAsync(Records.Options, TimeProvider.System, CancellationToken.None)]
            : [Database];
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => new SigningKeyRecords(silos[i % silos.Length]).ChangeAsync(MakeFirst))));
        foreach (var other in silos.Skip(1))
            await other.DisposeAsync();
        Assert.Single(made.Select(keys => string.Join(' ', keys.Select(k => k.Kid))).Distinct());
        Assert.Equal(2, (await Keys.LoadAsync()).Count);
    }

    [Fact]
    public async Task A_roll_over_changes_every_state_at_once()
    {
        await Keys.ChangeAsync(_ => [Key("a", SigningKeyState.Current), Key("bb", SigningKeyState.Next)]);
        var rolled = await Keys.ChangeAsync(all =>
        [
            Key("ccc", SigningKeyState.Next),
            all[1] with { State = SigningKeyState.Current, ActivatedAt = 9 },
            all[0] with { State = SigningKeyState.Retired, RetiredAt = 9 },
        ]);
        Assert.Equal([("a", "retired"), ("bb", "current"), ("ccc", "next")], rolled.Select(k => (k.Kid, k.State)));
        Assert.Equal((9L, (long?)null), (rolled[0].RetiredAt!.Value, rolled[0].ActivatedAt));
        Assert.Equal([1, 2], rolled[2].Sealed);
    }

    [Fact]
    public async Task There_is_never_a_second_current_key()
    {
        await Keys.ChangeAsync(_ => [Key("a", SigningKeyState.Current)]);
        var taken = await Assert.ThrowsAsync<RecordConflictException>(() => Keys.ChangeAsync(_ => [Key("bb", SigningKeyState.Current)]));
        Assert.Equal("signing_keys_one_per_state", taken.Constraint);
        Assert.Single(await Keys.LoadAsync());
    }
}

public sealed class SqliteSigningKeyRecordsTests() : SigningKeyRecordsTests(postgres: false);

public sealed class PostgresSigningKeyRecordsTests() : SigningKeyRecordsTests(postgres: true);
