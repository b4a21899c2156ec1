using System.Text.Json;
using Croupier.Kernel.Ports;

namespace Croupier.Host.Health;

/// <summary>Whether one role may receive traffic, and if not, why.</summary>
internal readonly record struct RoleHealth(string Role, bool Ready, string? Reason)
{
    public static RoleHealth Of(IRole role) => new(role.Role.ToString().ToLowerInvariant(), role.Readiness.IsReady, role.Readiness.Reason);
}

/// <summary>
/// What probes are told. Alive: this answer came at all. Ready: every role here may receive traffic; where one may not, which and why, so that nobody has to guess from
/// outside. A process that runs nothing yet is not ready.
/// </summary>
internal static class HealthAnswers
{
    public const string Alive = "alive\n";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static (int Status, string Body) Ready(IEnumerable<RoleHealth> roles)
    {
        var all = roles.ToList();
        var ready = all.Count > 0 && all.TrueForAll(r => r.Ready);
        var body = new { ready, notReady = all.Where(r => !r.Ready).Select(r => new { role = r.Role, reason = r.Reason ?? "not ready" }) };
        return (ready ? 200 : 503, JsonSerializer.Serialize(body, Json) + "\n");
    }
}
