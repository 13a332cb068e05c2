using MzPanel.Agent.Tests.Journal;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Tests.Jobs;

public sealed class JobBookTests
{
    [Fact]
    public void A_full_disk_keeps_no_link_away_and_commands_are_answered_busy_until_there_is_room()
    {
        using var signer = new Signer();
        var disk = new FullDisk();
        var rig = new DeskRig(disk, new FakeWorkers(), signer, new());
        disk.Full = true;
        Assert.Throws<IOException>(() => rig.Welcome(epoch: 7, new Resume { Ref = "c0", AckedSeq = 0, Verdict = Resume.Stop }));
        rig.Offer("c1");
        Assert.Equal(Nack.Busy, rig.Out.Last<CmdAck>().Code);

        disk.Full = false;
        rig.Welcome(epoch: 8);
        rig.Offer("c2");
        Assert.True(rig.Out.Last<CmdAck>().Accepted);
        Assert.Equal(8, rig.Book.LastEpoch);
    }
}
