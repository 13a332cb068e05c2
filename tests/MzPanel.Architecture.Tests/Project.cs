using System.Xml.Linq;

namespace MzPanel.Architecture.Tests;

/// <summary>What a project file says it sees.</summary>
internal sealed record Project(string Name, string Path, string Sdk, string[] Floors, string[] Packages, string[] Frameworks, string[] Friends)
{
    public static Project Read(string file)
    {
        var xml = XDocument.Load(file).Root!;
        return new Project(
            System.IO.Path.GetFileNameWithoutExtension(file), House.RelativePath(file), (string?)xml.Attribute("Sdk") ?? "",
            [.. Included(xml, "ProjectReference").Select(p => System.IO.Path.GetFileNameWithoutExtension(p.Replace('\\', '/')))],
            [.. Included(xml, "PackageReference")], [.. Included(xml, "FrameworkReference")], [.. Included(xml, "InternalsVisibleTo")]);
    }

    // A project that is only built beforehand, to be run as a program, is not seen.
    private static IEnumerable<string> Included(XElement xml, string item) => xml.Descendants(item)
        .Where(i => (string?)i.Attribute("ReferenceOutputAssembly") != "false").Select(i => (string?)i.Attribute("Include")).OfType<string>();
}
