using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// bench/hot.sh [--filter '*']: what is done for each frame, by itself. In this process: a project of its own for each would be built by the rules of this house.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithArtifactsPath(Path.GetFullPath(Path.Combine("artifacts", "bench", "hot")));
BenchmarkSwitcher.FromAssembly(typeof(MzPanel.Hot.EnvelopeReading).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
