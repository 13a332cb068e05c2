namespace MzPanel.Bench.Beside;

/// <summary>One server of a comparison, and how agents come to it.</summary>
internal sealed class Side : IAsyncDisposable
{
    private readonly Func<string, Task<IBeater>> beater;
    private readonly IAsyncDisposable? beside;
    private readonly Panel? panel;

    private Side(IContender server, Panel? panel)
    {
        (Server, this.panel) = (server, panel);
        beater = async name => await BeatAgent.ConnectAsync(server.Address, await TokenAsync(name));
    }

    private Side(IContender server, Func<string, Task<IBeater>> beater, IAsyncDisposable beside) => (Server, this.beater, this.beside) = (server, beater, beside);

    public IContender Server { get; }

    public string Name => Server.Name;

    /// <summary>Has it give back the memory that nobody holds, where it can be asked to.</summary>
    public Func<Task> CollectAsync { get; private init; } = () => Task.CompletedTask;

    public static async Task<Side> SiloAsync()
    {
        var silo = await SiloProcess.StartAsync();
        return new Side(silo, await Panel.OfAsync(silo));
    }

    /// <summary>It asks nobody for a token.</summary>
    public static async Task<Side> BareAsync()
    {
        var bare = await BareKestrel.StartAsync();
        return new Side(bare, null) { CollectAsync = () => BareKestrel.CollectAsync(bare) };
    }

    public static async Task<Side> NodeAsync(Postgres postgres)
    {
        var peer = await NodePeer.StartAsync(postgres);
        return new Side(peer, await Panel.OfAsync(peer));
    }

    /// <summary>A server that agents come to by some other way, and what has to stand beside it.</summary>
    public static Side Of(IContender server, Func<string, Task<IBeater>> beater, IAsyncDisposable beside) => new(server, beater, beside);

    /// <summary>Something of that name that sends heartbeats.</summary>
    public Task<IBeater> BeaterAsync(string name) => beater(name);

    /// <summary>A new server's agent token.</summary>
    public async Task<string> TokenAsync(string name) => panel is null ? "none" : await panel.RegisterAsync((await panel.ServerAsync(name)).Token, name);

    public async ValueTask DisposeAsync()
    {
        panel?.Dispose();
        if (beside is not null)
            await beside.DisposeAsync();
        await Server.DisposeAsync();
    }
}
