namespace MzPanel.Simulation.Tests.Engine;

/// <summary>The simulation itself met something that nobody handles.</summary>
internal sealed class SimFaultException(Exception inner) : Exception(inner.Message, inner);
