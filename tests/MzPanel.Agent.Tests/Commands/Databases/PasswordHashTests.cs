using MzPanel.Agent.Commands.Databases;

namespace MzPanel.Agent.Tests.Commands.Databases;

public sealed class PasswordHashTests
{
    // As MariaDB's own PASSWORD('password').
    [Fact]
    public void The_hash_for_MariaDB_is_that_of_its_protocol() => Assert.Equal("*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", PasswordHash.Native("password"));

    [Fact]
    public void No_two_verifiers_of_PostgreSQL_are_the_same_and_none_holds_what_a_statement_could_take_amiss()
    {
        var verifiers = Enumerable.Range(0, 20).Select(_ => PasswordHash.Scram("Long-enough.1")).ToList();
        Assert.Distinct(verifiers);
        Assert.All(verifiers, v => Assert.Matches(@"^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=\z", v));
    }
}
