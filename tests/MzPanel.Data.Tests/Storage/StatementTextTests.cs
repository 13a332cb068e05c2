using MzPanel.Data.Storage;

namespace MzPanel.Data.Tests.Storage;

public sealed class StatementTextTests
{
    [Fact]
    public void Parameters_are_numbered_by_first_use_and_not_in_literals() =>
        Assert.Equal("SELECT $1, '@b it''s', $2, $1", new StatementText("SELECT @a_1, '@b it''s', @c, @a_1").Numbered);

    [Fact]
    public void Values_follow_the_text_whatever_their_order()
    {
        const string Sql = "SELECT @a, @b";
        Assert.Equal([1L, "x"], new StatementText(Sql).Order(new Statement(Sql, ("unused", 5), ("b", "x"), ("a", 1))));
    }

    [Fact]
    public void A_missing_or_doubled_value_is_a_mistake()
    {
        const string Sql = "SELECT @a, @b";
        Assert.Throws<ArgumentException>(() => new StatementText(Sql).Order(new Statement(Sql, ("a", 1))));
        Assert.Throws<ArgumentException>(() => new StatementText(Sql).Order(new Statement(Sql, ("a", 1), ("a", 2), ("b", 3))));
        Assert.Throws<ArgumentException>(() => new StatementText(Sql).Order(new Statement(Sql, ("a", 1), ("b", 1.5))));
    }
}
