using System.Buffers.Text;

namespace MzPanel.Protocol.License;

/// <summary>
/// Base64url with one spelling per value (RFC 7515, section 2: no padding, no white space). The base library reads padded,
/// spaced and loosely ended text too: one signature would then have many texts, and one key many thumbprints.
/// </summary>
internal static class StrictBase64Url
{
    /// <exception cref="FormatException">It is not the one spelling.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : throw new FormatException("The text is not base64url.");
    }
}
