using System.Text.Json.Nodes;
using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class BackupKindsTests
{
    private const string Sealed = "eyJhbGciOiJFQ0RILUVTIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";

    [Theory]
    [InlineData("local", """{"path":"/mnt/backup"}""")]
    [InlineData("object", """{"endpoint":"https://s3.example.org","bucket":"my-backups"}""")]
    [InlineData("object", """{"endpoint":"https://127.0.0.1:9000","bucket":"b.ackups","prefix":"panel/eu","region":"eu-central-1"}""")]
    [InlineData("peer", """{"host":"other.example.org","user":"backup","path":"/srv/backup","host_key":"ssh-ed25519 AAAA"}""")]
    [InlineData("peer", """{"host":"2001:db8::1","port":2222,"user":"backup","path":"/srv/backup","host_key":"ssh-rsa AAAA==","server_id":"srv_1"}""")]
    public void A_destination_of_each_type_is_taken(string type, string config) => Assert.Empty(Run(type, config));

    [Theory]
    [InlineData("local", "{}", "is wrong in config: path is needed for type local")]
    [InlineData("local", """{"path":"/mnt","bucket":"abc"}""", "is wrong in config: bucket is not for type local")]
    [InlineData("object", """{"endpoint":"https://s3.example.org"}""", "is wrong in config: bucket is needed for type object")]
    [InlineData("peer", """{"host":"a","user":"b","path":"/c"}""", "is wrong in config: host_key is needed for type peer")]
    public void A_destination_names_what_its_type_needs_and_nothing_else(string type, string config, string says) =>
        Assert.Equal("has an entry that " + says, Run(type, config)["args.destinations"].Single());

    [Theory]
    [InlineData("local", "path", "/"), InlineData("local", "path", "mnt"), InlineData("local", "path", "/mnt/../etc"), InlineData("local", "path", "/mnt/./a")]
    [InlineData("object", "endpoint", "http://s3.example.org"), InlineData("object", "endpoint", "https://key@s3.example.org"), InlineData("object", "endpoint", "https://a/b"), InlineData("object", "endpoint", "https://a?b")]
    [InlineData("object", "prefix", "../other"), InlineData("object", "prefix", "a//b"), InlineData("object", "bucket", "-a-")]
    [InlineData("peer", "host", "-oProxyCommand=x"), InlineData("peer", "host", "a b"), InlineData("peer", "user", "-l"), InlineData("peer", "host_key", "ssh-ed25519 AAAA\nother ssh-rsa AAAA")]
    public void What_could_be_more_than_it_says_is_refused(string type, string member, string value)
    {
        var config = type switch
        {
            "local" => new JsonObject(),
            "object" => new JsonObject { ["endpoint"] = "https://a", ["bucket"] = "abc" },
            _ => new JsonObject { ["host"] = "a", ["user"] = "b", ["path"] = "/c", ["host_key"] = "ssh-rsa AAAA" },
        };
        config[member] = value;
        Assert.StartsWith($"has an entry that is wrong in config: is wrong in {member}: must ", Run(type, config.ToJsonString())["args.destinations"].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_has_from_one_to_eight_destinations()
    {
        string[] fault = ["must have from 1 to 8 entries"];
        Assert.Equal(fault, BackupRun.Kind.Args.Check(Args.Of("""{"plan_id":"plan_1","kind":"full","destinations":[]}"""))["args.destinations"]);
        Assert.Equal(fault, BackupRun.Kind.Args.Check(Args.Of($$"""{"plan_id":"plan_1","kind":"full","destinations":[{{string.Join(',', Enumerable.Repeat("1", 9))}}]}"""))["args.destinations"]);
        Assert.Equal(["has an entry that must be an object"], BackupRun.Kind.Args.Check(Args.Of("""{"plan_id":"plan_1","kind":"full","destinations":[1]}"""))["args.destinations"]);
    }

    [Theory]
    [InlineData("""{"kind":"full","databases":[{"engine":"mariadb","name":"shop"}]}""", "args.databases")]
    [InlineData("""{"kind":"database","paths":["/etc"]}""", "args.paths")]
    [InlineData("""{"kind":"database","databases":[{"engine":"mariadb","name":"shop","port":1}]}""", "args.databases")]
    [InlineData("""{"kind":"database","databases":[{"engine":"mariadb","name":"-e"}]}""", "args.databases")]
    [InlineData("""{"kind":"full","paths":["/etc/../root"]}""", "args.paths")]
    [InlineData("""{"kind":"full","exclude":["-x"]}""", "args.exclude")]
    [InlineData("""{"kind":"full","retention":{"daily":-1}}""", "args.retention")]
    [InlineData("""{"kind":"full","retention":{"yearly":1}}""", "args.retention")]
    [InlineData("""{"kind":"full","plan_id":"-plan"}""", "args.plan_id")]
    public void What_a_run_takes_fits_its_kind(string asked, string field)
    {
        var args = JsonNode.Parse(asked)!.AsObject();
        args["plan_id"] ??= "plan_1";
        args["destinations"] = JsonNode.Parse($$"""[{"id":"bdst_1","type":"local","config":{"path":"/b"},"sealed":"{{Sealed}}"}]""");
        Assert.Equal([field], BackupRun.Kind.Args.Check(Args.Of(args.ToJsonString())).Keys);
    }

    [Theory]
    [InlineData("in_place", true), InlineData("/restore/here", true), InlineData("/", false), InlineData("here", false), InlineData("/a/../b", false), InlineData("in_placed", false)]
    public void A_restore_goes_back_or_to_a_folder(string target, bool good) => Assert.Equal(good ? [] : ["args.target"], BackupRestore.Kind.Args.Check(Args.Of(
        $$"""
        {"plan_id":"plan_1","snapshot":"0123abcd","target":"{{target}}","include":["/etc/hosts"],
         "destination":{"id":"bdst_1","type":"local","config":{"path":"/b"},"sealed":"{{Sealed}}"} }
        """)).Keys);

    [Fact]
    public void A_restore_is_of_paths_or_of_a_database() => Assert.Equal(["must not stand beside database"], BackupRestore.Kind.Args.Check(Args.Of(
        $$"""
        {"plan_id":"plan_1","snapshot":"0123abcd","target":"in_place","include":["/etc/hosts"],"database":{"engine":"mariadb","name":"shop"},
         "destination":{"id":"bdst_1","type":"local","config":{"path":"/b"},"sealed":"{{Sealed}}"} }
        """))["args.include"]);

    [Theory, InlineData("a.b.c.d.e"), InlineData("a..b"), InlineData(""), InlineData("plain password")]
    public void Only_what_is_sealed_is_taken_for_credentials(string credentials) => Assert.StartsWith(
        "is wrong in sealed: ", BackupCheck.Kind.Args.Check(Args.Of($$"""{"destination":{"id":"bdst_1","type":"local","config":{"path":"/b"},"sealed":"{{credentials}}"} }"""))["args.destination"].Single(), StringComparison.Ordinal);

    private static IReadOnlyDictionary<string, string[]> Run(string type, string config) => BackupRun.Kind.Args.Check(Args.Of(
        $$"""{"plan_id":"plan_1","kind":"full","destinations":[{"id":"bdst_1","type":"{{type}}","config":{{config}},"sealed":"{{Sealed}}"}]}"""));
}
