using MzPanel.Data.GrainStates;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace MzPanel.Silo.Hosting;

/// <summary>What differs between one silo on SQLite and a cluster on PostgreSQL.</summary>
internal static class Editions
{
    private const string Subscriptions = "PubSubStore";
    private const string Invariant = "Npgsql";

    /// <summary>One silo: nobody to find, and what dies with it may live in its memory.</summary>
    public static void UseSqlite(this ISiloBuilder silo, int port)
    {
        silo.UseLocalhostClustering(port, gatewayPort: 0);
        silo.AddMemoryGrainStorage(Subscriptions);
        silo.Services.AddGrainStorage("Default", (services, _) => new RecordsGrainStorage(
            services.GetRequiredService<GrainStateRecords>(), new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>())));
    }

    /// <summary>Many silos: they find each other, and find grain state, in the database that holds the records, through the same pool.</summary>
    public static void UsePostgres(this ISiloBuilder silo, NpgsqlDataSource source)
    {
        silo.UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (Invariant, source));
        silo.AddAdoNetGrainStorageAsDefault(options => options.Configure<Serializer>((o, serializer) => Store(o, source, serializer)));
        silo.AddAdoNetGrainStorage(Subscriptions, options => options.Configure<Serializer>((o, serializer) =>
        {
            Store(o, source, serializer);
            o.DeleteStateOnClear = true;
        }));
    }

    private static void Store(AdoNetGrainStorageOptions options, NpgsqlDataSource source, Serializer serializer) =>
        (options.Invariant, options.DataSource, options.GrainStorageSerializer) = (Invariant, source, new OrleansGrainStorageSerializer(serializer));
}
