namespace MzPanel.Silo.Http;

/// <summary>
/// The body of a PATCH: a member that is absent leaves things as they are. One that is null would say "none", which nothing that can
/// be changed may be.
/// </summary>
internal interface IChange;
