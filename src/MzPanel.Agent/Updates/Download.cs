using System.Net;
using System.Security.Cryptography;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Updates;

/// <summary>Fetches a program in bounded time and size; a download that broke off begins anew a few times.</summary>
internal sealed class Download(TimeProvider time, Random random)
{
    private const int PartBytes = 64 * 1024;
    private static readonly TimeSpan PerTry = TimeSpan.FromMinutes(10);

    /// <summary>The SHA-256 of what is in the file now.</summary>
    public async Task<string> FetchAsync(Uri from, string to, long mostBytes, CancellationToken cancelled)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15) });
        http.Timeout = Timeout.InfiniteTimeSpan;
        return await new Retry(time, random).RunAsync(c => OnceAsync(http, from, to, mostBytes, c), cancelled);
    }

    private async Task<string> OnceAsync(HttpClient http, Uri from, string to, long mostBytes, CancellationToken cancelled)
    {
        try
        {
            return await time.WithinAsync(PerTry, c => TakeAsync(http, from, to, mostBytes, c), cancelled);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or TimeoutException)
        {
            throw new PassingFault($"{from} could not be downloaded: {e.Message}", cause: e);
        }
    }

    private static async Task<string> TakeAsync(HttpClient http, Uri from, string to, long mostBytes, CancellationToken cancelled)
    {
        using var answer = await http.GetAsync(from, HttpCompletionOption.ResponseHeadersRead, cancelled);
        if (answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
            throw new PassingFault($"{from} answered {(int)answer.StatusCode}", answer.Headers.RetryAfter?.Delta ?? default);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new UpdateException("download_failed", $"{from} answered {(int)answer.StatusCode}.");
        using var content = await answer.Content.ReadAsStreamAsync(cancelled);
        using var file = new FileStream(to, FileMode.Create, FileAccess.Write);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = new byte[PartBytes];
        for (long got = 0; await content.ReadAsync(part, cancelled) is > 0 and var count;)
        {
            if ((got += count) > mostBytes)
                throw new UpdateException("wrong_program", $"{from} sends more than the {mostBytes} bytes it may have.");
            hash.AppendData(part, 0, count);
            await file.WriteAsync(part.AsMemory(0, count), cancelled);
        }
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
