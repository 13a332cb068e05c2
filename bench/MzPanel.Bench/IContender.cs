namespace MzPanel.Bench;

/// <summary>A server in a process of its own that agents connect to: the silo, or what it is measured against.</summary>
internal interface IContender : IAsyncDisposable
{
    string Name { get; }

    Uri Address { get; }

    /// <summary>Processor time used so far, of all cores together.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>Resident memory in bytes.</summary>
    long Rss { get; }

    HttpClient Client();
}
