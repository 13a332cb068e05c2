using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MzPanel.Silo.Hosting;

/// <summary>Where the web server listens: the public addresses, and a private one for whoever watches the process.</summary>
internal static class Listening
{
    public static void Listen(this KestrelServerOptions kestrel, SiloAddresses addresses, Certificate? certificate)
    {
        foreach (var url in addresses.Urls.Concat(addresses.Management))
            On(kestrel, url, endpoint =>
            {
                // A WebSocket is HTTP/1.1; a browser gets HTTP/2 where TLS lets it ask.
                endpoint.Protocols = url.Scheme == "https" ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                if (url.Scheme == "https")
                    endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Tls(certificate!)) });
            });
    }

    private static SslServerAuthenticationOptions Tls(Certificate certificate) => new() { ServerCertificateContext = certificate.Current };

    private static void On(KestrelServerOptions kestrel, Uri url, Action<ListenOptions> endpoint)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
            kestrel.Listen(address, url.Port, endpoint);
        else if (url.IsLoopback)
            kestrel.ListenLocalhost(url.Port, endpoint);
        else
            kestrel.ListenAnyIP(url.Port, endpoint);
    }
}
