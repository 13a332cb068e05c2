namespace MzPanel.Architecture.Tests.Floors;

/// <summary>The table of floors, as the project files have it.</summary>
public sealed class FloorTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["MzPanel.Protocol"] = [],
        ["MzPanel.Data"] = ["MzPanel.Protocol"],
        ["MzPanel.Grains"] = ["MzPanel.Protocol", "MzPanel.Data"],
        ["MzPanel.Silo"] = ["MzPanel.Protocol", "MzPanel.Data", "MzPanel.Grains"],
        ["MzPanel.Agent"] = ["MzPanel.Protocol"],
    };

    private static readonly string[] WebFree = ["MzPanel.Protocol", "MzPanel.Data", "MzPanel.Grains", "MzPanel.Agent"];

    public static TheoryData<string> Floors => [.. MayReference.Keys];

    public static TheoryData<string> FloorsWithoutWeb => [.. WebFree];

    [Fact]
    public void Every_floor_stands_in_the_table() => Assert.Equal(MayReference.Keys.Order(), House.Floors.Select(p => p.Name).Order());

    [Theory, MemberData(nameof(Floors))]
    public void A_floor_references_only_the_floors_it_may(string floor) => Assert.Subset(MayReference[floor].ToHashSet(), House.Projects[floor].Floors.ToHashSet());

    [Fact]
    public void The_protocol_needs_no_package() => Assert.Empty(House.Projects["MzPanel.Protocol"].Packages);

    [Theory, MemberData(nameof(FloorsWithoutWeb))]
    public void Only_the_silo_sees_ASP_NET(string floor)
    {
        var project = House.Projects[floor];
        Assert.Equal("Microsoft.NET.Sdk", project.Sdk);
        Assert.Empty(project.Frameworks);
        Assert.DoesNotContain(project.Packages, p => p.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Theory, InlineData("MzPanel.Data"), InlineData("MzPanel.Agent")]
    public void Orleans_stays_above_the_records_and_out_of_the_agent(string floor) =>
        Assert.DoesNotContain(House.Projects[floor].Packages, p => p.Contains("Orleans", StringComparison.Ordinal));

    [Theory, InlineData("MzPanel.Grains"), InlineData("MzPanel.Agent")]
    public void A_concrete_database_stays_in_the_records(string floor) =>
        Assert.DoesNotContain(House.Projects[floor].Packages, p => Databases.Any(d => p.StartsWith(d, StringComparison.OrdinalIgnoreCase)));

    // The wall round a grain is that its class cannot be named from outside; a friend that ships would be a door in it.
    [Fact]
    public void Only_tests_see_internals() => Assert.All(House.Floors.SelectMany(p => p.Friends), friend =>
        Assert.StartsWith("tests/", House.Projects[friend].Path, StringComparison.Ordinal));

    [Fact]
    public void What_was_left_out_stays_out() => Assert.DoesNotContain(House.Projects.Values.SelectMany(p => p.Packages), p =>
        LeftOut.Any(word => p.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static string[] Databases => ["Npgsql", "Microsoft.Data", "Dapper", "dbup", "SQLite"];

    private static string[] LeftOut => ["MediatR", "AutoMapper", "Mapster", "Moq", "NSubstitute", "FakeItEasy", "SignalR", "Grpc"];
}
