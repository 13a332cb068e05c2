using MzPanel.Agent.Cli;

return await AgentCommandLine.RunAsync(args);
