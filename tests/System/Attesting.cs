using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Tests.System;

/// <summary>A gateway's word for a command as it stands: as if its player had asked for just this.</summary>
internal static class Attesting
{
    public static Attestation? WordFor(this Attestor gateway, Command command) => command switch
    {
        PlayRound r => gateway.Attest(new PlayRequest(r.Id, r.Player, r.Session, r.Game, r.RulesHash, r.Chain, r.Nonce, r.Choice, r.Asset, r.Stake)).Attestation,
        RequestWithdrawal w => gateway.AttestWithdrawal(w.Id, w.Player, w.Asset, w.Amount),
        _ => null,
    };
}
