namespace Croupier.Rules.Slot;

/// <summary>Starfall: ten lines, wild stars on the middle reels, comets that bring free spins at twice the pay; from version 2 on also a wheel.</summary>
public static class StarfallRules
{
    public static SlotRules V1 { get; } = new(
        Name: "starfall",
        Title: "Starfall",
        Version: 1,
        Symbols:
        [
            new('W', "Star", 0, 0, 0),
            new('C', "Comet", 0, 0, 0),
            new('U', "Sun", 800, 2500, 15000),
            new('M', "Moon", 350, 1300, 5000),
            new('P', "Planet", 250, 800, 3000),
            new('R', "Rocket", 200, 600, 2500),
            new('A', "Amber", 110, 300, 1300),
            new('J', "Jade", 80, 250, 1000),
            new('O', "Opal", 65, 200, 800),
        ],
        Wild: 'W',
        Scatter: 'C',
        Strips:
        [
            "RCURPJOPJOAPMARMJOARJOUAOJAPMOJ",
            "OUAJUOJMORPOJMRAPCAJWRAMPOAPOJR",
            "UPWOPUAOJMPOAJWMJRCOAJMORJAROAR",
            "MAPUMCRAPORAMRWAUOJPOJPOJROJAOJ",
            "UOJROJMAROJAROAPMCPAUORAJOPMOJP",
        ],
        Lines:
        [
            [1, 1, 1, 1, 1],
            [0, 0, 0, 0, 0],
            [2, 2, 2, 2, 2],
            [0, 1, 2, 1, 0],
            [2, 1, 0, 1, 2],
            [0, 0, 1, 2, 2],
            [2, 2, 1, 0, 0],
            [1, 0, 0, 0, 1],
            [1, 2, 2, 2, 1],
            [1, 0, 1, 2, 1],
        ],
        Scatters: [new(3, 200, 8), new(4, 1000, 12), new(5, 10000, 16)],
        RetriggerScatters: 3,
        RetriggerSpins: 4,
        MaxFreeSpins: 20,
        FreeSpinMultiplier: 2,
        MaxPayoutMultiple: 679_800);

    /// <summary>With the star wheel: Novas on the three middle reels take the place of some small stones.</summary>
    public static SlotRules V2 { get; } = V1 with
    {
        Version = 2,
        Symbols = [.. V1.Symbols, new('N', "Nova", 0, 0, 0)],
        Strips =
        [
            "RCURPJOPJOAPMARMJOARJOUAOJAPMOJ",
            "OUAJUONMORPOJMRAPCAJWRAMNOAPOJR",
            "UPWOPUANJMPOAJWMJRCOAJNORJAROAR",
            "MAPUMCRANORAMRWAUOJPNJPOJROJAOJ",
            "UOJROJMAROJAROAPMCPAUORAJOPMOJP",
        ],
        Wheel = new('N', 3,
        [
            400, 1_200, 500, 2_000, 400, 800, 500, 3_000, 400, 1_200, 800, 5_000,
            500, 400, 2_000, 800, 500, 10_000, 400, 1_200, 500, 3_500, 400, 800,
        ]),
    };
}
