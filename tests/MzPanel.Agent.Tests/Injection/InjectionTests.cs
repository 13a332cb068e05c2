using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Php;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Agent.Tests.Link;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Tests.Injection;

/// <summary>
/// No text becomes a program, an option, a path or a line of configuration. Generated from the catalogue; each test prints how
/// many texts it tried.
/// </summary>
public sealed class InjectionTests : IDisposable
{
    private const int AtLeast = 60;

    // What waits to be sent is bounded on the agent's side.
    private const int AtOnce = 20;
    private const int Telling = 6;
    private readonly Sandbox sandbox = new();
    private readonly RecordingPrograms programs = new();
    private readonly MemoryLog log = new();

    // Where each payload would leave its trace.
    private string Canary => sandbox.Root.Path + "/canary";

    private static IEnumerable<CommandKind> Kinds => CommandSet.All.Select(c => c.Kind);

    // What they hold is a shell's or a stack's own: that of the user of a site, or one that the policy of the VPS decides about.
    private static bool IsShells(CommandKind kind, string field) =>
        (kind.Capability == CommandKind.Shell && field is "env" or "cwd" or "compose" or "directory") || field == "command";

    // A path of the VPS is anything that begins with a slash, and a pattern nearly anything: BackupInjectionTests has what becomes of them.
    private static bool IsPath(TextArg text) => text.Name is "path" or "pattern" or "target";

    // All kinds of backups take the same destination: once is enough.
    private static (string Of, TextArg Text) Told((CommandKind Kind, string Field, TextArg Text, Func<string, object> Put) field) =>
        (field.Field.StartsWith("destination", StringComparison.Ordinal) ? "destination" : $"{field.Kind.Name} {field.Field}", field.Text);

    public void Dispose()
    {
        Assert.False(Directory.EnumerateFileSystemEntries("/", "canary*").Any());
        sandbox.Dispose();
    }

    [Fact]
    public async Task Through_the_real_daemon_and_its_link_no_hostile_text_of_any_field_of_any_kind_is_accepted()
    {
        await using var bench = await DaemonBench.PrepareAsync();
        bench.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_host": true, "allow_shell": true}""");
        using var daemon = new DaemonProcess(bench.Sandbox.Root);
        var link = await bench.Plane.WelcomedAsync();
        var (tried, fields) = (0, 0);
        foreach (var (kind, field, _, put) in Payloads.Fields(Kinds).Where(f => !IsShells(f.Kind, f.Field) && !IsPath(f.Text)).DistinctBy(Told))
        {
            var texts = Payloads.For(Payloads.GoodText(field), Canary);
            Assert.True(texts.Count >= AtLeast);
            foreach (var some in texts.Chunk(AtOnce))
            {
                foreach (var hostile in some)
                    await SendAsync(bench, link, $"c{tried++}", kind, Args(kind, field, put(hostile)));
                foreach (var hostile in some)
                {
                    var answer = (await link.NextAsync(MessageType.CmdAck, ProtocolJson.Default.CmdAck)).Payload;
                    Assert.True(answer is { Accepted: false, Code: Nack.BadArgs }, $"{kind.Name} {field} {JsonSerializer.Serialize(hostile)}: {answer.Code}");
                }
            }
            fields++;
        }
        Assert.False(Directory.Exists(bench.Sandbox.Root.Resolve("/etc/mz")));
        Assert.False(File.Exists(Canary));
        Console.WriteLine($"Injection: {tried} hostile texts in {fields} fields over the link, none accepted");
    }

    [Fact]
    public async Task Past_the_gate_a_hostile_text_is_refused_or_one_argument_and_never_more()
    {
        var (tried, started) = (0, 0);
        foreach (var (kind, field, _, put) in Payloads.Fields(Kinds).Where(f => f.Kind.Capability != CommandKind.Shell && !f.Kind.Name.StartsWith("backup.", StringComparison.Ordinal)))
        {
            var usual = (await CallsAsync(kind, Args(kind, field, put(Payloads.GoodText(field))))).SelectMany(c => c.Arguments).ToHashSet();
            foreach (var text in Payloads.For(Payloads.GoodText(field), Canary))
            {
                foreach (var call in await CallsAsync(kind, Args(kind, field, put(text))))
                    started += AssertOneArgument(call, text, usual, kind, field);
                tried++;
                AssertNothingWritten(text);
            }
        }
        Console.WriteLine($"Injection: {tried} hostile texts past the gate, {started} calls of a program with one as a whole argument");
        Assert.True(tried > AtLeast && started >= AtLeast);
    }

    [Fact]
    public async Task Past_the_gate_a_hostile_text_for_WordPress_is_one_value_of_its_input_and_in_no_statement()
    {
        PrepareWordPress();
        var (tried, handed) = (0, 0);
        foreach (var (field, member) in new[] { ("title", "Title"), ("admin_user", "User"), ("admin_email", "Email") })
            foreach (var text in Payloads.For(Payloads.GoodText(field), Canary))
            {
                programs.Calls.Clear();
                await TryAsync(SiteCreate.Kind, Args(SiteCreate.Kind, field, text));
                foreach (var input in programs.Calls.Select(c => c.Input).OfType<string>())
                    handed += AssertOneValue(input, member, text);
                AssertNothingWritten(text);
                tried++;
            }
        Console.WriteLine($"Injection: {tried} hostile texts past the gate to WordPress, {handed} of them as one value of its input");
        Assert.True(tried >= 3 * AtLeast && handed >= 2 * AtLeast);
    }

    [Fact]
    public async Task What_is_stored_is_trusted_no_more_than_what_comes_in_also_on_the_way_to_removal()
    {
        Func<SiteEntry, string, SiteEntry>[] fields =
        [
            (e, t) => e with { Domain = t }, (e, t) => e with { Aliases = [t] }, (e, t) => e with { Kind = t }, (e, t) => e with { User = t },
            (e, t) => e with { Kind = SiteKind.Php, PhpVersion = t }, (e, t) => e with { Kind = SiteKind.Proxy, Upstream = t }, (e, t) => e with { SiteId = t },
        ];
        string[] later = ["site.create", "site.update", "site.enable", "site.disable", "site.ssl", "site.delete", "site.list"];
        var tried = 0;
        foreach (var field in fields)
            foreach (var text in Payloads.For("a", Canary))
            {
                Store(field(Entry, text));
                foreach (var kind in later.Select(name => CommandCatalogue.Find(name)!))
                {
                    programs.Calls.Clear();
                    var result = await TryAsync(kind, Args(kind, "", ""));
                    Assert.True(result?.Error is not null, $"{kind.Name} took {JsonSerializer.Serialize(text)} from the registry");
                    Assert.Empty(programs.Calls);
                    AssertNothingWritten(text);
                    tried++;
                }
            }
        Console.WriteLine($"Injection: {tried} kinds run on hostile texts in the registry, none used");
        Assert.True(tried >= AtLeast * fields.Length * later.Length);
    }

    [Fact]
    public void No_hostile_text_comes_into_a_configuration_even_where_nothing_else_has_looked_at_it()
    {
        var tried = 0;
        foreach (var text in Payloads.For("a", "/canary").Where(t => t.Any(c => !char.IsAsciiLetterOrDigit(c) && !"./-_:[]".Contains(c))))
        {
            Assert.Throws<SiteException>(() => ConfigText.Value(text));
            tried++;
        }
        Assert.True(tried > AtLeast);
        Assert.Throws<SiteException>(() => ConfigText.Value(""));
    }

    private static SiteEntry Entry => new()
    {
        SiteId = "site_one", Domain = "one.example.org", Kind = SiteKind.Static, User = SiteUsers.NameFor("site_one"), Stage = SiteStage.Ready,
    };

    private void Store(SiteEntry entry) => sandbox.Put("/etc/mz/sites/site_one.json", JsonSerializer.Serialize(entry, SitesJson.Default.SiteEntry));

    private static JsonElement Args(CommandKind kind, string field, object value)
    {
        var args = kind.Args.Fields.Where(f => f.Required && f.Only is null).ToDictionary(f => f.Name, f => f is ChoiceArg choice ? choice.Values[0] : Payloads.Good(f.Name));
        if (kind.Args.Fields.FirstOrDefault(f => f.Name == field)?.Only is { } only)
            args[only.Member] = only.Values[0];
        if (field.Length > 0)
            args[field] = value;
        return JsonSerializer.SerializeToElement(args);
    }

    private static Task<string> SendAsync(DaemonBench bench, PlaneLink link, string id, CommandKind kind, JsonElement args) =>
        link.SendAsync(MessageType.Cmd, null, bench.Plane.Signer.Sign(id, kind.Name, args.GetRawText(), FakePlane.Now + 3_600_000), ProtocolJson.Default.Cmd, id);

    private async Task<List<ProgramCall>> CallsAsync(CommandKind kind, JsonElement args)
    {
        programs.Calls.Clear();
        Store(Entry);
        await TryAsync(kind, args);
        return programs.Calls;
    }

    // As a worker would, if the gate had let it through.
    private async Task<CommandResult?> TryAsync(CommandKind kind, JsonElement args)
    {
        try
        {
            return await CommandSet.Find(kind.Name)!.RunAsync(
                new CommandContext(args, sandbox.Root, LocalPolicy.Read(sandbox.Root), log, programs), TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return CommandResult.Fail("failed", e.Message);
        }
    }

    // Whole, byte for byte, and behind the end of options where it looks like one.
    private static int AssertOneArgument(ProgramCall call, string text, HashSet<string> usual, CommandKind kind, string field)
    {
        var found = 0;
        var says = $"{kind.Name} {field}: {JsonSerializer.Serialize(call.Arguments)}";
        Assert.All(call.Program, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/', says));
        Assert.False(call.Program.EndsWith("sh", StringComparison.Ordinal), says);
        foreach (var (argument, at) in call.Arguments.Select((a, i) => (a, i)).Where(a => !usual.Contains(a.a)))
        {
            Assert.True(IsWhole(argument, text) || IsWhole(argument, text + ".service"), says);
            Assert.True(!argument.StartsWith('-') || argument != text || call.Arguments.Take(at).Contains("--"), says);
            found++;
        }
        return found;
    }

    // All that it takes up to the moment when WordPress itself is to read its input.
    private void PrepareWordPress()
    {
        sandbox.Put("/etc/passwd", $"{SiteUsers.NameFor("site_one")}:x:200001:200001::/nonexistent:/usr/sbin/nologin\n");
        sandbox.Put("/usr/share/wordpress/wp-load.php", "");
        sandbox.Put("/usr/share/wordpress/wp-content/themes/one/style.css", "");
        sandbox.Put("/run/mysqld/mysqld.sock", "");
        programs.Answer(PhpFpm.ProgramOf(PhpFpm.Newest()!) + " -m", "mysqli").Answer(PhpCli.Program(PhpFpm.Newest()!) + " -m", "mysqli");
    }

    private static int AssertOneValue(string input, string member, string text)
    {
        if (!input.StartsWith('{'))
        {
            // A hyphen or a semicolon is in every statement.
            Assert.False(text.Length >= Telling && input.Contains(text, StringComparison.Ordinal), input);
            return 0;
        }
        using var json = JsonDocument.Parse(input);
        Assert.Equal(text, json.RootElement.EnumerateObject().Single(m => m.Name.Equals(member, StringComparison.OrdinalIgnoreCase)).Value.GetString());
        return 1;
    }

    // Alone, or behind the one "=" of an option of ours.
    private static bool IsWhole(string argument, string text) =>
        argument == text || (argument.StartsWith("--", StringComparison.Ordinal) && argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..] == text);

    private void AssertNothingWritten(string text)
    {
        Assert.False(File.Exists(Canary));
        // A hyphen or a line break is in every file.
        if (text.Length < Telling)
            return;
        foreach (var place in new[] { "/etc/nginx", "/etc/php", "/var/www" }.Select(sandbox.Root.Resolve).Where(Directory.Exists))
            Assert.DoesNotContain(Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains(text, StringComparison.Ordinal));
    }
}
