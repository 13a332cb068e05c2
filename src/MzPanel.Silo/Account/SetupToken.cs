using Microsoft.Extensions.Options;
using MzPanel.Data.Account;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>The first-run token: the operator's own, or one made at each start; all stay good until set-up.</summary>
internal sealed class SetupToken(AccountRecords accounts, SetupTokenRecords tokens, PublicUrl url, IOptions<AccessOptions> access)
{
    private string? Configured => string.IsNullOrEmpty(access.Value.SetupToken) ? null : access.Value.SetupToken;

    /// <summary>Makes a token good, while there is no owner; returns the link to show where it is not the operator's own.</summary>
    public async Task<string?> PrepareAsync()
    {
        if (await accounts.AnyAsync())
            return null;
        var token = Configured ?? Token.Create(TokenKind.Setup);
        await tokens.AddAsync(Token.Hash(token));
        return Configured is null ? $"{url.Text}/setup#token={token}" : null;
    }

    public async Task<bool> IsGoodAsync(string token) =>
        (token == Configured || Token.IsWellFormed(TokenKind.Setup, token)) && await tokens.IsGoodAsync(Token.Hash(token));
}

/// <summary>Prints the set-up link at each start while there is no owner.</summary>
internal sealed class SetupAnnouncement(SetupToken token, IHostApplicationLifetime life) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await token.PrepareAsync() is { } link)
            life.ApplicationStarted.Register(() => Console.WriteLine($"Setup: {link}"));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
