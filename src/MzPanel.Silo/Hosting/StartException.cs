namespace MzPanel.Silo.Hosting;

/// <summary>Why the silo cannot start, in words for the person who started it.</summary>
internal sealed class StartException(string message) : Exception(message);
