using MzPanel.Silo.Http;

namespace MzPanel.Silo.Mail;

/// <summary>The room.</summary>
internal static class MailRoom
{
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<MailOptions, MailOptionsValidator>(configuration, MailOptions.Section)
        .AddSingleton<MailAllowance>().AddSingleton<Mailer>().AddSingleton<MailQueue>().AddHostedService(provider => provider.GetRequiredService<MailQueue>());
}
