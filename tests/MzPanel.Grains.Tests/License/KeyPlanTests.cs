using MzPanel.Data.License;
using MzPanel.Grains.License;

namespace MzPanel.Grains.Tests.License;

public sealed class KeyPlanTests
{
    private int made;

    [Fact]
    public void An_empty_installation_gets_one_key_that_signs_and_one_announced()
    {
        var rows = KeyPlan.Complete([], Make, 5);
        Assert.Equal([("key1", SigningKeyState.Current, 5), ("key2", SigningKeyState.Next, null)], rows.Select(r => (r.Kid, r.State, r.ActivatedAt)));
    }

    [Fact]
    public void A_complete_pair_stays_as_it_is() => Assert.Empty(KeyPlan.Complete(KeyPlan.Complete([], Make, 5), Make, 6));

    [Fact]
    public void What_is_missing_is_made()
    {
        var pair = KeyPlan.Complete([], Make, 5);
        Assert.Equal([("key3", SigningKeyState.Next)], KeyPlan.Complete([pair[0]], Make, 6).Select(r => (r.Kid, r.State)));
        Assert.Equal([("key2", SigningKeyState.Current), ("key4", SigningKeyState.Next)], KeyPlan.Complete([pair[1]], Make, 6).Select(r => (r.Kid, r.State)));
    }

    [Fact]
    public void A_roll_over_moves_each_key_one_step()
    {
        var rows = KeyPlan.RollOver(KeyPlan.Complete([], Make, 5), "key1", Make, 9);
        Assert.Equal(
            [("key1", SigningKeyState.Retired), ("key2", SigningKeyState.Current), ("key3", SigningKeyState.Next)],
            rows.Select(r => (r.Kid, r.State)));
        Assert.Equal(9, rows[0].RetiredAt);
    }

    [Fact]
    public void Two_silos_that_roll_over_at_once_move_the_keys_once()
    {
        var pair = KeyPlan.Complete([], Make, 5);
        var rolled = KeyPlan.RollOver(pair, "key1", Make, 9);
        Assert.Empty(KeyPlan.RollOver(rolled, "key1", Make, 9));
    }

    private SigningKeyRow Make() => new() { Kid = $"key{++made}", State = SigningKeyState.Next, PublicJwk = "{}", Sealed = [], CreatedAt = 1 };
}
