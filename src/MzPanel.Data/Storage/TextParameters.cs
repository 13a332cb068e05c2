using System.Data;
using Dapper;

namespace MzPanel.Data.Storage;

/// <summary>Cleans the text parameters of Dapper's queries.</summary>
internal sealed class TextParameters : SqlMapper.TypeHandler<string>
{
    public static void Register()
    {
        SqlMapper.RemoveTypeMap(typeof(string));
        SqlMapper.AddTypeHandler(new TextParameters());
    }

    public override void SetValue(IDbDataParameter parameter, string? value)
    {
        parameter.DbType = DbType.String;
        parameter.Value = value is null ? DBNull.Value : CleanText.Of(value);
    }

    public override string? Parse(object value) => (string)value;
}
