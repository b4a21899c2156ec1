using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Ledger;

/// <summary>Setting a limit, and saying once more that it is to be looser. The time played has no asset.</summary>
internal static class LimitMessages
{
    public static SetLimit Read(Messages.SetLimit message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        fields.Named<LimitMeasure>((int)message.Measure, "measure"),
        fields.Named<LimitWindow>((int)message.Window, "window"),
        Asset(message.Measure, message.Asset, fields),
        message.Limit);

    public static ConfirmLimit Read(Messages.ConfirmLimit message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        fields.Named<LimitMeasure>((int)message.Measure, "measure"),
        fields.Named<LimitWindow>((int)message.Window, "window"),
        Asset(message.Measure, message.Asset, fields),
        message.Limit);

    public static Messages.SetLimit Write(SetLimit command) => new()
    {
        Measure = (Messages.LimitName.Types.Measure)command.Measure,
        Window = (Messages.LimitName.Types.Window)command.Window,
        Asset = Text(command.Asset),
        Limit = command.Limit,
    };

    public static Messages.ConfirmLimit Write(ConfirmLimit command) => new()
    {
        Measure = (Messages.LimitName.Types.Measure)command.Measure,
        Window = (Messages.LimitName.Types.Window)command.Window,
        Asset = Text(command.Asset),
        Limit = command.Limit,
    };

    private static AssetId Asset(Messages.LimitName.Types.Measure measure, string text, FieldReader fields) =>
        text.Length == 0 && measure == Messages.LimitName.Types.Measure.SessionTime ? default : fields.Asset(text, "asset");

    private static string Text(AssetId asset) => asset == default ? "" : asset.ToString();
}
