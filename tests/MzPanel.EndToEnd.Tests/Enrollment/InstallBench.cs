using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Enrollment;

/// <summary>A panel in a process of its own that hands out an agent, and its owner.</summary>
public sealed class InstallBench : IAsyncLifetime
{
    private readonly TempDirectory data = new();
    private SiloProcess? silo;
    private Owner? owner;

    /// <summary>The tool of this machine's architecture, as the panel names it.</summary>
    public static string Platform => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    public Uri Address => silo!.Address;

    internal Owner Owner => owner!;

    public string Program => Path.Combine(data.Path, "downloads", "mzagent-linux-" + Platform);

    public async ValueTask InitializeAsync()
    {
        silo = new SiloProcess(data.Path);
        await silo.StartAsync();
        owner = await Owner.SetUpAsync(silo);
        Offer("");
    }

    /// <summary>
    /// Hands out the agent as the build left it. It needs the files beside it, so that what is downloaded is a script that starts it;
    /// <paramref name="first"/> runs before that.
    /// </summary>
    public void Offer(string first)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Program)!);
        File.WriteAllText(Program, $"#!/bin/sh\n{first}\nexec {Programs.Agent} \"$@\"\n");
    }

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Program)));

    /// <summary>A new server and the line that its maker is shown.</summary>
    public async Task<InstallOffer> OfferAsync()
    {
        var made = await Owner.PostAsync("/v1/servers", new JsonObject { ["name"] = "web-1" }, HttpStatusCode.Created);
        var install = made.GetProperty("install");
        return new(made.GetProperty("server").GetProperty("id").GetString()!, install.GetProperty("token").GetString()!, install.GetProperty("command").GetString()!);
    }

    /// <summary>Waits until the server is in this state.</summary>
    public Task BecomesAsync(string serverId, string status) =>
        Until.Async(async () => (await Owner.GetAsync($"/v1/servers/{serverId}")).GetProperty("status").GetString() == status);

    public Task<string> ScriptAsync() => Owner.Http.GetStringAsync("/install.sh");

    public async ValueTask DisposeAsync()
    {
        owner?.Dispose();
        if (silo is not null)
            await silo.DisposeAsync();
        data.Dispose();
    }
}

/// <summary>What a person is shown for a new server.</summary>
public sealed record InstallOffer(string ServerId, string Token, string Line)
{
    /// <summary>The line without its token, as for an agent that is brought up to date.</summary>
    public string WithoutToken => Line.Replace($"MZ_INSTALL_TOKEN={Token} ", "", StringComparison.Ordinal);

    /// <summary>The arguments of the script.</summary>
    public string Arguments => Line[(Line.IndexOf(" -- ", StringComparison.Ordinal) + 4)..];
}
