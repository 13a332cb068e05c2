using MzPanel.Silo.Account;

namespace MzPanel.Silo.Tests.Account;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("password1234")]
    [InlineData("Password1234!")]
    [InlineData("123456789012")]
    [InlineData("qwertyuiop12")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("letmeinletmein")]
    [InlineData("ada.lovelace@example.org")]
    [InlineData("Ada.Lovelace@Example.org1")]
    [InlineData("lovelacelovelace")]
    public void What_is_tried_first_is_refused(string password) => Assert.True(PasswordRules.IsCommon(password, "ada.lovelace@example.org"));

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("unicorn-lamp-47-river")]
    [InlineData("demo-password-123")]
    public void Other_passwords_are_fine(string password) => Assert.False(PasswordRules.IsCommon(password, "ada.lovelace@example.org"));

    [Fact]
    public void The_longest_password_is_judged_quickly()
    {
        Assert.True(PasswordRules.IsCommon(new string('a', PasswordRules.Longest), null));
        Assert.False(PasswordRules.IsCommon(string.Concat(Enumerable.Range(0, 256).Select(i => (char)('!' + i * 31 % 90))), null));
    }
}
