using MzPanel.Agent.Jobs;

return args is ["job", var directory] ? await JobWorker.RunAsync(directory) : 2;
