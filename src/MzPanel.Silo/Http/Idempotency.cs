using MzPanel.Data.Idempotency;
using MzPanel.Grains.Jobs;

namespace MzPanel.Silo.Http;

/// <summary>
/// A handler's parameter: the answer it is about to give, for the transaction of its effect (rest-api.md, section 3). Without
/// an <c>Idempotency-Key</c> there is nothing to keep.
/// </summary>
internal sealed class Idempotency
{
    private KeyedRequest? request;
    private long now;

    public static ValueTask<Idempotency?> BindAsync(HttpContext context) => ValueTask.FromResult<Idempotency?>(Of(context));

    public static Idempotency Of(HttpContext context)
    {
        if (context.Features.Get<Idempotency>() is { } known)
            return known;
        var made = new Idempotency();
        context.Features.Set(made);
        return made;
    }

    /// <summary>Whether the handler has put its answer into a transaction.</summary>
    public bool IsKept { get; private set; }

    internal void Holds(KeyedRequest request, long now) => (this.request, this.now) = (request, now);

    /// <summary>The answer for a transaction on the records. Secrets in it are <see langword="null"/> already.</summary>
    public IdempotencyCommit? Commit<T>(int status, T answer, string? location = null, long? version = null) =>
        Rendered(status, ApiJson.Write(answer), location) is { } commit ? commit with { Etag = version is { } known ? EntityTag.Of(known) : null } : null;

    /// <summary>The same for an answer without a body.</summary>
    public IdempotencyCommit? Commit(int status) => Rendered(status, "", null);

    /// <summary>The answer on its way through a grain.</summary>
    public KeptAnswer? Keep<T>(int status, T answer, string? location = null) => Kept(Commit(status, answer, location));

    /// <summary>The same where the grain renders the answer.</summary>
    public KeptAnswer? Keep(int status, string location) => Kept(Rendered(status, "", location));

    private static KeptAnswer? Kept(IdempotencyCommit? commit) => commit is null
        ? null
        : new(commit.Caller, commit.Key, commit.BodyHash, commit.Status, commit.Answer, commit.Location);

    private IdempotencyCommit? Rendered(int status, string answer, string? location)
    {
        IsKept = true;
        return request is null ? null : new(request.Caller, request.Key, request.BodyHash, status, answer, location, now);
    }
}

/// <summary>A POST under a key.</summary>
internal sealed record KeyedRequest(string Caller, string Key, byte[] BodyHash);

/// <summary>The records refused the effect because another request under the same key was first: answer what that one was answered.</summary>
internal sealed class KeyTakenException : Exception;
