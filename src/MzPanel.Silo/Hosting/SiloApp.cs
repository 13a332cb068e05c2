using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using MzPanel.Silo.Http;
using MzPanel.Silo.Telemetry;

namespace MzPanel.Silo.Hosting;

/// <summary>One silo, put together: settings, records, Orleans, rooms.</summary>
internal sealed class SiloApp : IAsyncDisposable
{
    private readonly RecordsHome home;
    private readonly Certificate? certificate;
    private readonly Doorstep doorstep;

    private SiloApp(WebApplication web, RecordsHome home, Certificate? certificate, Doorstep doorstep) =>
        (Web, this.home, this.certificate, this.doorstep) = (web, home, certificate, doorstep);

    public WebApplication Web { get; }

    public PublicUrl Url => Web.Services.GetRequiredService<PublicUrl>();

    /// <summary>Opens the records and builds the silo; nothing answers yet, but who comes waits.</summary>
    /// <param name="args">Settings as <c>--Section:Key=value</c>.</param>
    /// <param name="variation">What a test or a demo does otherwise.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="StartException">It cannot start, and why.</exception>
    public static async Task<SiloApp> BuildAsync(string[] args, SiloVariation? variation = null, CancellationToken ct = default)
    {
        variation ??= new();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.ReadSettings(args);
        builder.Services.AddSingleton(variation.Time).AddRooms(builder.Configuration);
        SettingsCheck.Run(builder.Services, builder.Configuration);
        var addresses = SiloAddresses.Of(builder.Configuration);
        var cluster = builder.Configuration.Of<ClusterSettings>(ClusterSettings.Section);
        Ports.Check(addresses, cluster);
        var certificate = Certify(addresses, builder.Configuration.Of<TlsOptions>(TlsOptions.Section), variation.Time);
        var doorstep = Doorstep.Open(addresses.Urls);
        try
        {
            return await BuildAsync(builder, addresses, cluster, certificate, doorstep, variation, ct);
        }
        catch
        {
            doorstep.Dispose();
            throw;
        }
    }

    /// <exception cref="StartException">An address is taken.</exception>
    public async Task StartAsync()
    {
        try
        {
            await Web.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new StartException(e.Message);
        }
        catch (OptionsValidationException e)
        {
            throw new StartException(e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        doorstep.Dispose();
        certificate?.Dispose();
        await home.DisposeAsync();
    }

    private static async Task<SiloApp> BuildAsync(
        WebApplicationBuilder builder, SiloAddresses addresses, ClusterSettings cluster, Certificate? certificate, Doorstep doorstep, SiloVariation variation,
        CancellationToken ct)
    {
        var home = await RecordsHome.OpenAsync(
            builder.Configuration.Of<StorageOptions>(StorageOptions.Section), builder.Configuration.Of<KeysOptions>(KeysOptions.Section), variation.Time, ct);
        builder.AddSilo(cluster, home.Records, variation.Silo);
        builder.AddWebServer(addresses, certificate, doorstep);
        builder.AddManagement(addresses);
        builder.AddTelemetry(addresses);
        builder.Services.AddHome(home, addresses);
        if (!variation.IsQuiet)
            builder.Services.AddHostedService<Greeting>();
        variation.Services?.Invoke(builder.Services);
        var web = builder.Build();
        certificate?.Open(web.Services.GetRequiredService<ILogger<Certificate>>());
        web.MapRooms(addresses);
        return new SiloApp(web, home, certificate, doorstep);
    }

    private static Certificate? Certify(SiloAddresses addresses, TlsOptions tls, TimeProvider time)
    {
        if (!addresses.NeedsCertificate)
            return null;
        return tls.CertificateFile is { Length: > 0 } ? new Certificate(tls, time)
            : throw new StartException("Tls:CertificateFile: an https address in Urls needs it, and Tls:KeyFile");
    }
}

/// <summary>What a test or the demo does otherwise than the program.</summary>
internal sealed record SiloVariation
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Somebody else tells the person at the console what runs where.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Replaces services.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Changes how Orleans runs.</summary>
    public Action<ISiloBuilder>? Silo { get; init; }
}
